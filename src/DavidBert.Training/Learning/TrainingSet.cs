using DavidBert.Training.Data;

namespace DavidBert.Training.Learning;

/// <summary>The rows of a training, all with an answer.</summary>
/// <param name="Train">What is learned.</param>
/// <param name="Dev">What is looked at after each epoch, and may stop the training; may be empty.</param>
/// <param name="IndexOf">The output index of every word of the data.</param>
internal sealed record TrainingSet(
    IReadOnlyList<LabelledPhrase> Train,
    IReadOnlyList<LabelledPhrase> Dev,
    IReadOnlyDictionary<string, int> IndexOf)
{
    /// <summary>What teachers say on it; null where there are none.</summary>
    public Teaching? Teaching { get; init; }
}
