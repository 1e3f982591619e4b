using DavidBert.Labelling;

namespace DavidBert.Cli.Labelling;

/// <summary>How far one job has come.</summary>
/// <param name="Rows">The rows that have their answers.</param>
/// <param name="Share">The share of the input behind them, 0 to 1; null where its length is not known.</param>
internal readonly record struct JobProgress(long Rows, double? Share)
{
    /// <summary>
    /// How far a file has come. How much a compressed one holds is known at its end only, so what was read of it counts, which is
    /// a little more than what has its answers.
    /// </summary>
    public static JobProgress Of(LabelProgress progress, Stream input, TableLayout layout)
    {
        var bytes = layout.Dialect.IsCompressed && input.CanSeek ? input.Position : progress.ContentBytes;
        return new JobProgress(progress.Rows, input.CanSeek && input.Length > 0 ? (double)bytes / input.Length : null);
    }
}
