using DavidBert.Training.Measuring;

namespace DavidBert.Training.Reports;

/// <summary>What folds of the rows have found of a few settings.</summary>
internal static class FoldTable
{
    /// <summary>The table; null where there was nothing to choose.</summary>
    public static ReportTable? Of(IReadOnlyList<FoldScore> scores)
    {
        var chosen = FoldScore.Best(scores);
        return scores.Count == 0
            ? null
            : new ReportTable(
                $"Folds of {Markdown.Number(scores[0].Rows)} rows",
                ["Encoder", "Setting", "-Right", "-Loss", ""],
                [
                    .. scores.Select(score => (string[])
                    [
                        score.Encoder, score.Setting, Markdown.Number(score.Accuracy), Markdown.Number(score.Loss),
                        score == chosen ? "chosen" : "",
                    ]),
                ]);
    }
}

/// <summary>What is right without training.</summary>
internal static class BaselineTable
{
    /// <summary>The table; null where nothing was measured.</summary>
    public static ReportTable? Of(IReadOnlyList<Baseline> baselines) => baselines.Count == 0
        ? null
        : new ReportTable(
            "Without training",
            ["Part", "Answered with", "-Rows", "-Right"],
            [
                .. baselines.Distinct().Select(baseline => (string[])
                [
                    baseline.Part, baseline.Name, Markdown.Number(baseline.Rows), Markdown.Number(baseline.Accuracy),
                ]),
            ]);
}
