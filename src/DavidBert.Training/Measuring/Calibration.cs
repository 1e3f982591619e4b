using DavidBert.Bundles;
using DavidBert.Training.Data;

namespace DavidBert.Training.Measuring;

/// <summary>What makes a bundle's scores mean something: both are chosen on rows that it was not trained on.</summary>
/// <param name="Scores">How its logits become scores.</param>
/// <param name="ConfidentAt">The score from which an answer is confident; null where no score is sure enough.</param>
public sealed record Calibration(ScoreScale Scores, double? ConfidentAt)
{
    /// <summary>Scores as the training left them, none of them confident.</summary>
    public static Calibration None { get; } = new(ScoreScale.Softmax, null);

    /// <summary>Chooses by the bundle's own answers: first the scale of the scores, then by them the threshold.</summary>
    /// <param name="bundle">The folder of the bundle.</param>
    /// <param name="dev">Rows that it was not trained on, at least one with an answer.</param>
    /// <exception cref="ArgumentException">No row has an answer.</exception>
    public static Calibration Choose(string bundle, IReadOnlyList<LabelledPhrase> dev)
    {
        LabelledPhrase[] rows = [.. dev.Where(row => !row.IsUnanswerable)];
        if (rows.Length == 0)
        {
            throw new ArgumentException("No row to calibrate on has an answer.", nameof(dev));
        }

        var scores = ScoreScaleSearch.Find(temperature => AnswersAt(ScoreScale.Softmax with { Temperature = temperature }));
        return new Calibration(scores, ConfidenceThreshold.Choose(AnswersAt(scores)));

        IReadOnlyList<ScoredRow> AnswersAt(ScoreScale scale) => ScoredRow.Of(rows, BundleAnswers.Of(bundle, rows, scale));
    }

    /// <summary>Writes them into the bundle's <c>model.json</c>.</summary>
    /// <exception cref="BundleException">There is no bundle, or <c>model.json</c> cannot be used.</exception>
    public void WriteTo(string bundle) => BundleWriter.Write(
        bundle, Bundle.ReadManifest(bundle) with
        {
            Temperature = Scores.Temperature,
            ScoreSlope = Scores.Slope,
            ScoreOffset = Scores.Offset,
            ConfidentAt = ConfidentAt,
        });
}
