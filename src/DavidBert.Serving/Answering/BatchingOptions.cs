namespace DavidBert.Serving.Answering;

/// <summary>How requests are answered together: the settings <c>DavidBert__Batching__*</c>.</summary>
public sealed record BatchingOptions
{
    /// <summary>The most texts of one turn, at least 1.</summary>
    public int Size { get; init; } = 32;

    /// <summary>The most requests that wait for their turn, at least 1; one more is refused with 429.</summary>
    public int Queue { get; init; } = 48;
}
