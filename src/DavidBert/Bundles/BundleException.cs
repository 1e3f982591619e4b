namespace DavidBert.Bundles;

/// <summary>A bundle cannot be used; the message names the file, what was expected and what was found.</summary>
public sealed class BundleException : Exception
{
    /// <summary>An error without a text.</summary>
    public BundleException()
    {
    }

    /// <summary>An error of the bundle.</summary>
    public BundleException(string message)
        : base(message)
    {
    }

    /// <summary>An error of the bundle that follows from another.</summary>
    public BundleException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
