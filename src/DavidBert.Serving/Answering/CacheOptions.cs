namespace DavidBert.Serving.Answering;

/// <summary>How answers are remembered: the settings <c>DavidBert__Cache__*</c>.</summary>
public sealed record CacheOptions
{
    /// <summary>The most bytes that remembered answers may take; 0 remembers none.</summary>
    public long Bytes { get; init; } = 16L << 20;
}
