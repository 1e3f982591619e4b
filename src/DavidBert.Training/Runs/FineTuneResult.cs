using DavidBert.Training.Reports;

namespace DavidBert.Training.Runs;

/// <summary>What fine-tuning has done to a bundle.</summary>
/// <param name="Learned">Rows of the user that were learned.</param>
/// <param name="Rehearsed">Rows of the earlier training that were gone over beside them.</param>
/// <param name="HeldOut">The user's rows that were not learned, before and after; null where there are none.</param>
/// <param name="Earlier">Rows of the earlier training that were not rehearsed, before and after; null where there are none.</param>
internal sealed record FineTuneResult(int Learned, int Rehearsed, FineTuneResult.Change? HeldOut, FineTuneResult.Change? Earlier)
{
    /// <summary>How well some rows are answered before and after.</summary>
    internal sealed record Change(Accuracy Before, Accuracy After);
}
