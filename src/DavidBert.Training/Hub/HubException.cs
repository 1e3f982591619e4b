namespace DavidBert.Training.Hub;

/// <summary>A download from the hub failed; the message says of what, why, and what to do.</summary>
public sealed class HubException : IOException
{
    /// <summary>Makes an exception with a message.</summary>
    public HubException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception with a message and its cause.</summary>
    public HubException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
