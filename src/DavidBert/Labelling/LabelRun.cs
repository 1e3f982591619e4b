namespace DavidBert.Labelling;

/// <summary>Where one labelling begins, and who watches it.</summary>
public sealed record LabelRun
{
    /// <summary>The checkpoint's position to go on from; null for the beginning, where the output's header is written too.</summary>
    public TablePosition? From { get; init; }

    /// <summary>Is told how far the labelling has come, from several threads.</summary>
    public Action<LabelProgress>? Progress { get; init; }

    /// <summary>
    /// Is called when all rows before a position have been written to the output, though perhaps not flushed by it; for
    /// compressed tables at the ends of chunks only.
    /// </summary>
    public Func<LabelCheckpoint, CancellationToken, ValueTask>? Checkpoint { get; init; }
}
