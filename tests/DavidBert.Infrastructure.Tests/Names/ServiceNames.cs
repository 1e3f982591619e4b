namespace DavidBert.Infrastructure.Tests.Names;

/// <summary>The names that the service's code uses and that infrastructure and documentation repeat.</summary>
internal static class ServiceNames
{
    /// <summary>Every setting that the service reads, as an environment variable.</summary>
    public static IReadOnlyList<string> Settings { get; } =
    [
        "DavidBert__Storage",
        "DavidBert__Model__Name", "DavidBert__Model__Folder", "DavidBert__Model__PollSeconds",
        "DavidBert__Model__CacheFolder", "DavidBert__Model__CacheBytes", "DavidBert__Model__Threads",
        "DavidBert__Limits__BodyBytes", "DavidBert__Limits__Texts", "DavidBert__Limits__Characters",
        "DavidBert__Batching__Size", "DavidBert__Batching__Queue",
        "DavidBert__Cache__Bytes",
        "DavidBert__Cors__Origins",
        "DavidBert__Access__Mode", "DavidBert__Access__KeyHashes",
        "DavidBert__RateLimit__PerMinute", "DavidBert__RateLimit__Burst",
        "DavidBert__Labelling__Column", "DavidBert__Labelling__TopK", "DavidBert__Labelling__MinimumScore",
        "DavidBert__Labelling__After", "DavidBert__Labelling__MaxBytes", "DavidBert__Labelling__ChunkBytes",
    ];

    /// <summary>Every log event that an alert looks for.</summary>
    public static IReadOnlyList<string> LogEvents { get; } =
        ["DavidBert.LabelRejected", "DavidBert.ChunkPoisoned", "DavidBert.ModelLoadFailed"];
}
