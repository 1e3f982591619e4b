namespace DavidBert.Serving.Tests.Storage;

/// <summary>What a proxy does to a request instead of passing it on and its answer back.</summary>
public enum FaultKind
{
    /// <summary>Waits until the test releases it, then passes it on.</summary>
    Hold,

    /// <summary>Answers 503 without asking storage.</summary>
    Unavailable,

    /// <summary>Answers that the blob is leased, without asking storage.</summary>
    Leased,

    /// <summary>Answers that the blob is in the archive, without asking storage.</summary>
    Archived,

    /// <summary>Answers that a policy forbids to change the blob, without asking storage.</summary>
    Immutable,

    /// <summary>Breaks the connection without asking storage.</summary>
    Disconnect,

    /// <summary>Passes it on, and breaks the connection in the middle of the answer's body.</summary>
    CutAnswer,

    /// <summary>Passes it on, and changes a byte of the answer's body.</summary>
    CorruptAnswer,

    /// <summary>Passes it on with another byte in its body.</summary>
    CorruptRequest,

    /// <summary>Passes it on, and breaks the connection instead of answering.</summary>
    LoseAnswer,
}
