namespace DavidBert.Training.Measuring;

/// <summary>
/// What is gained by answering only where the score is high: the share of wrong answers (risk) among the surest, for every share
/// of the rows (coverage) (Geifman and El-Yaniv 2017, arXiv:1705.08500).
/// </summary>
/// <param name="Risks">The risk among the 1, 2, … all surest answers.</param>
/// <param name="Area">The area under the curve: the mean of <paramref name="Risks"/>, 0 to 1, less is better; 0 of no answers.</param>
public sealed record RiskCoverage(IReadOnlyList<double> Risks, double Area)
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
