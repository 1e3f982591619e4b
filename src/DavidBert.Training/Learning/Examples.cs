using DavidBert.Training.Data;

namespace DavidBert.Training.Learning;

/// <summary>
/// What the epochs of a training are made of: its rows, phrases that teachers alone answer, lines without an answer.
/// </summary>
internal sealed class Examples
{
    private readonly TrainingSet data;
    private readonly TrainingOptions options;
    private readonly Target[] labels;
    private readonly int unanswerable;

    /// <summary>Takes what an epoch draws on.</summary>
    public Examples(TrainingSet data, TrainingOptions options)
    {
        (this.data, this.options) = (data, options);
        labels = [.. data.Train.Select(row => Target.Of(row, data.IndexOf, options.WordShare))];
        unanswerable = UnanswerableLines.Count(data.Train.Count, options.Unanswerable);
    }

    /// <summary>How many examples an epoch has.</summary>
    public int Count => labels.Length + (data.TeacherTargets?.Phrases.Count ?? 0) + unanswerable;

    /// <summary>The examples of one epoch; they depend on the options' seed, the epoch and the data alone.</summary>
    /// <param name="epoch">Counted from 0 over all phases.</param>
    /// <param name="taught">What teachers answer to each row; null where the labels are all there is.</param>
    public IReadOnlyList<(string Phrase, Target Target)> Epoch(int epoch, IReadOnlyList<Target>? taught)
    {
        var varied = Augmentation.Epoch(data.Train, options.Seed, epoch, options.Augmentation);
        var lines = UnanswerableLines.Epoch(data.Train, options.Seed, epoch, unanswerable);
        return
        [
            .. varied.Select((phrase, i) =>
                (phrase, taught is null ? labels[i] : labels[i].MixedWith(taught[i], options.Distillation))),
            .. data.TeacherTargets?.OfPhrases() ?? [],
            .. lines.Select(line => (line, Target.None)),
        ];
    }
}

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
    public TeacherTargets? TeacherTargets { get; init; }
}
