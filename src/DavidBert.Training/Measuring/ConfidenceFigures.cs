namespace DavidBert.Training.Measuring;

/// <summary>What the scores of a model are worth.</summary>
/// <param name="ExpectedCalibrationError">As <see cref="Reliability.ExpectedError"/>, 15 bins.</param>
/// <param name="RiskCoverageArea">As <see cref="RiskCoverage.Area"/>.</param>
/// <param name="Coverage">The share of answers that are confident, 0 to 1; null where the bundle has no threshold.</param>
/// <param name="RightWhereConfident">The share of those that is right; null where there is none.</param>
public sealed record ConfidenceFigures(
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
