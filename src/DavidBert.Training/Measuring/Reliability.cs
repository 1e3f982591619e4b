namespace DavidBert.Training.Measuring;

/// <summary>Whether scores mean what they say: of the answers scored 0.8, are 80 % right?</summary>
/// <param name="Bins">Intervals of equal width from 0 to 1, ascending.</param>
/// <param name="ExpectedError">
/// The expected calibration error (Guo et al. 2017, arXiv:1706.04599): the mean over all answers of the distance between the mean
/// score of a bin and the share of it that is right; 0 of no answers.
/// </param>
public sealed record Reliability(IReadOnlyList<ReliabilityBin> Bins, double ExpectedError)
{
    private const int BinCount = 15;

    /// <summary>Sorts the answers into fifteen bins.</summary>
    public static Reliability Of(IReadOnlyList<ScoredRow> rows)
    {
        var byBin = rows.ToLookup(row => Math.Clamp((int)Math.Ceiling(row.Score * BinCount) - 1, 0, BinCount - 1));
        ReliabilityBin[] bins = [.. Enumerable.Range(0, BinCount).Select(bin => Bin(bin, [.. byBin[bin]]))];
        var error = bins.Sum(bin => bin.Count * Math.Abs(bin.MeanScore - bin.Right));
        return new Reliability(bins, rows.Count == 0 ? 0 : error / rows.Count);
    }

    private static ReliabilityBin Bin(int index, ScoredRow[] rows) => new(
        (double)index / BinCount,
        (double)(index + 1) / BinCount,
        rows.Length,
        rows.Length == 0 ? 0 : rows.Average(row => row.Score),
        rows.Length == 0 ? 0 : rows.Average(row => row.IsRight ? 1.0 : 0));
}
