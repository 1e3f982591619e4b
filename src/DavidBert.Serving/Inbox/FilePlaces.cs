namespace DavidBert.Serving.Inbox;

/// <summary>The containers and the queues of labelling.</summary>
public static class FilePlaces
{
    /// <summary>Where files come in.</summary>
    public const string Inbox = "inbox";

    /// <summary>Where outputs are put together.</summary>
    public const string Work = "work";

    /// <summary>Where outputs appear, under the name of their input.</summary>
    public const string Labelled = "labelled";

    /// <summary>
    /// Where reports appear, under the name of their input and <see cref="ReportSuffix"/> or <see cref="PageSuffix"/>.
    /// </summary>
    public const string Reports = "reports";

    /// <summary>Where inputs go when they are labelled.</summary>
    public const string Done = "done";

    /// <summary>Where inputs go that cannot be labelled, with a reason beside each.</summary>
    public const string Rejected = "rejected";

    /// <summary>The queue of what several instances do: chunks to label, and the cutting of large files.</summary>
    public const string Chunks = "davidbert-chunks";

    /// <summary>Where the functions host puts a message that failed five times.</summary>
    public const string PoisonedChunks = "davidbert-chunks-poison";

    /// <summary>Where the functions host puts a file of the inbox of which the labelling failed five times.</summary>
    public const string PoisonedFiles = "webjobs-blobtrigger-poison";

    /// <summary>What follows an input's name in the name of its report.</summary>
    public const string ReportSuffix = ".json";

    /// <summary>What follows an input's name in the name of its report as a page.</summary>
    public const string PageSuffix = ".html";

    /// <summary>What follows an input's name in the name of the reason why it was rejected.</summary>
    public const string ReasonSuffix = ".reason.json";

    /// <summary>How often a chunk is tried.</summary>
    public const int MostAttempts = 5;

    internal static readonly string[] Containers = [Inbox, Work, Labelled, Reports, Done, Rejected];
}
