namespace DavidBert.Training.Measuring;

/// <summary>What the scores of a model are worth.</summary>
/// <param name="ExpectedCalibrationError">As <see cref="Reliability.ExpectedError"/>, 15 bins.</param>
/// <param name="RiskCoverageArea">As <see cref="RiskCoverage.Area"/>.</param>
/// <param name="Coverage">
/// The share of answers that are confident, 0 to 1; null where the bundle has no threshold.
/// </param>
/// <param name="RightWhereConfident">The share of those that is right; null where there is none.</param>
internal sealed record ConfidenceFigures(
    double ExpectedCalibrationError, double RiskCoverageArea, double? Coverage, double? RightWhereConfident)
{
    /// <summary>Measures answers whose bundle calls them confident from <paramref name="confidentAt"/> on.</summary>
    public static ConfidenceFigures Of(IReadOnlyList<ScoredRow> rows, double? confidentAt)
    {
        ScoredRow[] confident = [.. rows.Where(row => row.Score >= confidentAt)];
        return new ConfidenceFigures(
            Reliability.Of(rows).ExpectedError,
            RiskCoverage.Of(rows).Area,
            confidentAt is null || rows.Count == 0 ? null : (double)confident.Length / rows.Count,
            confident.Length == 0 ? null : confident.Average(row => row.IsRight ? 1.0 : 0));
    }
}

/// <summary>Whether scores mean what they say: of the answers scored 0.8, are 80 % right?</summary>
/// <param name="Bins">Intervals of equal width from 0 to 1, ascending.</param>
/// <param name="ExpectedError">
/// The expected calibration error (Guo et al. 2017, arXiv:1706.04599): the mean over all answers of the distance
/// between the mean score of a bin and the share of it that is right; 0 of no answers.
/// </param>
internal sealed record Reliability(IReadOnlyList<ReliabilityBin> Bins, double ExpectedError)
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

/// <summary>The answers whose scores lie in one interval.</summary>
/// <param name="From">The lower end, left out but for 0.</param>
/// <param name="To">The upper end, included.</param>
/// <param name="Count">How many answers there are.</param>
/// <param name="MeanScore">The mean of their scores; 0 of none.</param>
/// <param name="Right">The share of them that is right, 0 to 1; 0 of none.</param>
internal sealed record ReliabilityBin(double From, double To, int Count, double MeanScore, double Right);

/// <summary>
/// What is gained by answering only where the score is high: the share of wrong answers (risk) among the surest, for
/// every share of the rows (coverage) (Geifman and El-Yaniv 2017, arXiv:1705.08500).
/// </summary>
/// <param name="Risks">The risk among the 1, 2, … all surest answers.</param>
/// <param name="Area">
/// The area under the curve: the mean of <paramref name="Risks"/>, 0 to 1, less is better; 0 of no answers.
/// </param>
internal sealed record RiskCoverage(IReadOnlyList<double> Risks, double Area)
{
    /// <summary>Orders the answers by their scores; of equal ones the wrong come first.</summary>
    public static RiskCoverage Of(IReadOnlyList<ScoredRow> rows)
    {
        var risks = new double[rows.Count];
        var wrong = 0;
        foreach (var (place, row) in rows.OrderByDescending(row => row.Score).ThenBy(row => row.IsRight).Index())
        {
            wrong += row.IsRight ? 0 : 1;
            risks[place] = (double)wrong / (place + 1);
        }

        return new RiskCoverage(risks, risks.Length == 0 ? 0 : risks.Average());
    }
}

/// <summary>What a bundle says to lines that no word answers.</summary>
/// <param name="Lines">How many lines there are.</param>
/// <param name="Recognized">How many of them it says of that nothing fits.</param>
/// <param name="Confident">The lines it is confident of all the same, with its answer.</param>
internal sealed record UnanswerableFigures(
    int Lines, int Recognized, IReadOnlyList<UnanswerableFigures.Mistake> Confident)
{
    /// <summary>The share of the lines that the bundle recognizes, 0 to 1.</summary>
    public double ShareRecognized => Lines == 0 ? 0 : (double)Recognized / Lines;

    /// <summary>The share of the lines that the bundle is confident of, 0 to 1.</summary>
    public double Share => Lines == 0 ? 0 : (double)Confident.Count / Lines;

    /// <summary>Asks the bundle, line by line; empty lines are passed over.</summary>
    public static UnanswerableFigures Of(string bundle, IEnumerable<string> lines)
    {
        using var predictor = Predictor.Load(bundle);
        var answers = predictor.PredictBatch([.. lines.Where(line => !string.IsNullOrWhiteSpace(line))]);
        return new UnanswerableFigures(
            answers.Count,
            answers.Count(answer => answer.Answered is false),
            [.. answers.Where(a => a.Confident is true).Select(a => new Mistake(a.Text, a.Word!, a.Score!.Value))]);
    }

    /// <summary>A line that should have been left open.</summary>
    /// <param name="Text">The line.</param>
    /// <param name="Word">The answer.</param>
    /// <param name="Score">Its score, 0 to 1.</param>
    public sealed record Mistake(string Text, string Word, double Score);
}
