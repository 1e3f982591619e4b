using DavidBert.Bundles;
using DavidBert.Training.Data;

namespace DavidBert.Training.Measuring;

/// <summary>What makes a bundle's scores mean something: both are chosen on rows that it was not trained on.</summary>
/// <param name="Temperature">What its logits are divided by.</param>
/// <param name="ConfidentAt">The score from which an answer is confident; null where no score is sure enough.</param>
public sealed record Calibration(double Temperature, double? ConfidentAt)
{
    /// <summary>Scores as the training left them, none of them confident.</summary>
    public static Calibration None { get; } = new(1, null);

    /// <summary>Chooses by the bundle's own answers: first the temperature, then by the scores at it the threshold.</summary>
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

        var temperature = TemperatureSearch.Find(AnswersAt);
        return new Calibration(temperature, ConfidenceThreshold.Choose(AnswersAt(temperature)));

        IReadOnlyList<ScoredRow> AnswersAt(double temperature) => ScoredRow.Of(rows, BundleAnswers.Of(bundle, rows, temperature));
    }

    /// <summary>Writes both into the bundle's <c>model.json</c>.</summary>
    /// <exception cref="BundleException">There is no bundle, or <c>model.json</c> cannot be used.</exception>
    public void WriteTo(string bundle) => BundleWriter.Write(
        bundle, Bundle.ReadManifest(bundle) with { Temperature = Temperature, ConfidentAt = ConfidentAt });
}
