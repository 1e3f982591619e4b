namespace DavidBert.Serving.Models;

/// <summary>Which model is served and how it is fetched: the settings <c>DavidBert__Model__*</c>.</summary>
public sealed record ModelOptions
{
    /// <summary>The name of the model in the container <c>models</c>.</summary>
    public string Name { get; init; } = "attributes";

    /// <summary>A bundle on disk that is served instead of the default one; null for the default. Not used with a storage account.</summary>
    public string? Folder { get; init; }

    /// <summary>Seconds between two looks at the pointer, ± 20 %; at least 1.</summary>
    public int PollSeconds { get; init; } = 30;

    /// <summary>Where fetched models are kept; null for a folder of the system's temporary files.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>The most bytes that fetched models may take on disk; the model in use is always kept.</summary>
    public long CacheBytes { get; init; } = 1L << 30;

    /// <summary>Threads for one run of the model, at least 1; null for the machine's cores, at most 4.</summary>
    public int? Threads { get; init; }
}
