using DavidBert.Bundles;
using DavidBert.Training.Data;

namespace DavidBert.Training.Measuring;

/// <summary>
/// What makes a bundle's scores mean something: all is chosen on rows that it was not trained on.
/// </summary>
/// <param name="Scores">How its logits become scores.</param>
/// <param name="ConfidentAt">The score from which an answer is confident; null where no score is sure enough.</param>
/// <param name="NothingAt">
/// The share of the softmax from which nothing fits; null where that must beat every word.
/// </param>
internal sealed record Calibration(ScoreScale Scores, double? ConfidentAt, double? NothingAt = null)
{
    /// <summary>Scores as the training left them, none of them confident.</summary>
    public static Calibration None { get; } = new(ScoreScale.Softmax, null);

    /// <summary>What a bundle has.</summary>
    /// <exception cref="BundleException">There is no bundle, or <c>model.json</c> cannot be used.</exception>
    public static Calibration Of(string bundle) =>
        Bundle.ReadManifest(bundle) is var manifest
            ? new(manifest.Scores, manifest.ConfidentAt, manifest.NothingAt)
            : None;

    /// <summary>Writes them into the bundle's <c>model.json</c>.</summary>
    /// <exception cref="BundleException">There is no bundle, or <c>model.json</c> cannot be used.</exception>
    public void WriteTo(string bundle) => BundleWriter.Write(
        bundle, Bundle.ReadManifest(bundle) with
        {
            Temperature = Scores.Temperature,
            ScoreSlope = Scores.Slope,
            ScoreOffset = Scores.Offset,
            ConfidentAt = ConfidentAt,
            NothingAt = NothingAt,
        });
}

/// <summary>Whether some rows give a bundle a better calibration than it has, and which.</summary>
/// <param name="Chosen">The calibration to use; never one whose scores are worse on held-out folds.</param>
/// <param name="Verdict">What was found, as a sentence.</param>
internal sealed record CalibrationTrial(Calibration Chosen, string Verdict)
{
    /// <summary>With fewer rows a scale is noise.</summary>
    public const int LeastRows = 50;

    /// <summary>With fewer right or wrong answers nothing tells how much surer a right one is.</summary>
    private const int LeastOfEach = 10;

    private const int FoldCount = 5;
    private const int Seed = 1;
    private const double CoarsePrecision = 0.05;

    /// <summary>
    /// Chooses from which share on nothing fits, where the bundle can say so; fits a scale on folds of the rows and
    /// keeps it only where it forecasts the rows of the other folds better than the one the bundle has; then chooses
    /// the threshold of confidence by the scores that this leaves.
    /// </summary>
    /// <param name="bundle">The folder of the bundle.</param>
    /// <param name="dev">Rows that it was not trained on; those without an answer are passed over.</param>
    /// <param name="lines">Lines that no word answers, not trained on either; there may be none.</param>
    public static CalibrationTrial Of(
        string bundle, IReadOnlyList<LabelledPhrase> dev, IReadOnlyList<string> lines)
    {
        LabelledPhrase[] rows = [.. dev.Where(row => !row.IsUnanswerable)];
        var old = Calibration.Of(bundle);
        if (rows.Length < LeastRows)
        {
            return new CalibrationTrial(
                old,
                $"Kept as it was: {rows.Length} rows that it was not trained on are too few; {LeastRows} are needed.");
        }

        old = old with
        {
            NothingAt = NothingThreshold.Choose(
                [.. BundleAnswers.SharesOfNothing(bundle, [.. rows.Select(row => row.Phrase)]).OfType<double>()]),
        };
        var byTemperature = new Dictionary<double, IReadOnlyList<ScoredRow>>();
        var found = Of(old, Folds.Of(rows, FoldCount, Seed), temperature =>
        {
            if (!byTemperature.TryGetValue(temperature, out var scored))
            {
                var softmax = old with { Scores = ScoreScale.Softmax with { Temperature = temperature } };
                byTemperature[temperature] = scored = ScoredRow.Of(rows, BundleAnswers.Of(bundle, rows, softmax));
            }

            return scored;
        });
        var scores = BundleAnswers.ScoresOf(bundle, lines, found.Chosen);
        return found with
        {
            Chosen = found.Chosen with
            {
                ConfidentAt = ConfidenceThreshold.Raise(found.Chosen.ConfidentAt, scores),
            },
        };
    }

    /// <summary>The same for answers that are at hand.</summary>
    /// <param name="old">The calibration to beat.</param>
    /// <param name="foldOf">The fold of each row.</param>
    /// <param name="answersAt">The answers to the rows at a temperature, their scores the softmax.</param>
    public static CalibrationTrial Of(
        Calibration old, IReadOnlyList<int> foldOf, Func<double, IReadOnlyList<ScoredRow>> answersAt)
    {
        var right = answersAt(old.Scores.Temperature).Count(row => row.IsRight);
        if (Math.Min(right, foldOf.Count - right) < LeastOfEach)
        {
            return Keep(
                $"{right} of {foldOf.Count} answers are right; {LeastOfEach} right and {LeastOfEach} wrong are needed");
        }

        var before = LogLoss(Scored(old.Scores));
        var after = foldOf.Distinct().Sum(fold =>
        {
            var fitted = ScoreScaleSearch.Find(t => Part(answersAt(t), i => i != fold), CoarsePrecision);
            return LogLoss(Part(Scored(fitted), i => i == fold)) * foldOf.Count(i => i == fold);
        }) / foldOf.Count;
        var found = ScoreScaleSearch.Find(answersAt);
        if (after >= before || found.Slope <= PlattScaling.LeastSlope)
        {
            return Keep($"on held-out folds its log loss is {before:F3}, that of a new scale {after:F3}");
        }

        return new CalibrationTrial(
            old with { Scores = found, ConfidentAt = ConfidenceThreshold.Choose(Scored(found)) },
            $"A new scale: on held-out folds the log loss is {after:F3} instead of {before:F3}.");

        CalibrationTrial Keep(string why) => new(
            old with { ConfidentAt = ConfidenceThreshold.Choose(Scored(old.Scores)) }, $"The scale is kept: {why}.");

        IReadOnlyList<ScoredRow> Scored(ScoreScale scale) =>
            [.. answersAt(scale.Temperature).Select(row => row with { Score = scale.Of(row.Score) })];

        IReadOnlyList<ScoredRow> Part(IReadOnlyList<ScoredRow> all, Func<int, bool> isIn) =>
            [.. all.Where((_, place) => isIn(foldOf[place]))];
    }

    private static double LogLoss(IReadOnlyList<ScoredRow> rows)
    {
        const double Surest = 1 - 1e-6;
        return -rows.Average(row => Math.Log(Math.Clamp(row.IsRight ? row.Score : 1 - row.Score, 1 - Surest, Surest)));
    }
}
