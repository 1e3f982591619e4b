namespace DavidBert.Serving.Storage;

/// <summary>Storage cannot do what was asked; the message says what, why and what to do. It never holds a key or a signature.</summary>
public sealed class StorageException : IOException
{
    /// <summary>An error without a text.</summary>
    public StorageException()
    {
    }

    /// <summary>An error of storage.</summary>
    public StorageException(string message)
        : base(message)
    {
    }

    /// <summary>An error of storage that follows from another, which must hold no secret.</summary>
    public StorageException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
