using DavidBert.Bundles;
using DavidBert.Training.Data;

namespace DavidBert.Training.Learning;

/// <summary>
/// What the epochs of a training are made of: its rows, phrases that teachers alone answer, lines of which nothing is
/// said, and lines made up.
/// </summary>
internal sealed class Examples
{
    private readonly TrainingSet data;
    private readonly TrainingOptions options;
    private readonly Target[] labels;
    private readonly Target none;
    private readonly int unlabelled;
    private readonly int madeUp;

    /// <summary>Takes what an epoch draws on.</summary>
    public Examples(TrainingSet data, TrainingOptions options)
    {
        (this.data, this.options) = (data, options);
        labels = [.. data.Train.Select(row => Target.Of(row, data.IndexOf, options.WordShare))];
        none = data.IndexOf.TryGetValue(AnswerVocabulary.NothingLine, out var nothing)
            ? new Target([nothing], [1])
            : Target.None;
        unlabelled = (int)Math.Round((data.TeacherTargets?.Phrases.Count ?? 0) * options.Unlabelled);
        madeUp = UnanswerableLines.Count(data.Train.Count, options.Unanswerable);
    }

    /// <summary>How many examples an epoch has.</summary>
    public int Count => labels.Length + unlabelled + (data.Nothing.Count * options.NothingTimes) + madeUp;

    /// <summary>The examples of one epoch; they depend on the options' seed, the epoch and the data alone.</summary>
    /// <param name="epoch">Counted from 0 over all phases.</param>
    /// <param name="taught">What teachers answer to each row; null where the labels are all there is.</param>
    public IReadOnlyList<Example> Epoch(int epoch, IReadOnlyList<Target?>? taught)
    {
        var varied = Augmentation.Epoch(data.Train, options.Seed, epoch, options.Augmentation);
        (string Phrase, Target Target)[] drawn =
        [
            .. varied.Select((phrase, i) => (
                phrase, taught?[i] is { } answer ? labels[i].MixedWith(answer, options.Distillation) : labels[i])),
            .. Unlabelled(epoch),
            .. Nothing(),
            .. UnanswerableLines.Epoch(data.Train, options.Seed, epoch, madeUp).Select(line => (line, none)),
        ];
        return [.. drawn.Select((e, i) => new Example(e.Phrase, e.Target, ReadsDefinition(epoch, i)))];
    }

    /// <summary>Those drawn for this epoch of the phrases that teachers alone answer.</summary>
    private IEnumerable<(string Phrase, Target Target)> Unlabelled(int epoch)
    {
        if (data.TeacherTargets is not { } teaching)
        {
            return [];
        }

        var places = Enumerable.Range(0, teaching.Phrases.Count).ToArray();
        if (unlabelled < places.Length)
        {
            new SeededRandom(options.Seed, epoch, -2).Shuffle<int>(places);
        }

        return places.Take(unlabelled).Select(i => (teaching.Phrases[i], teaching.Answers[i]));
    }

    private IEnumerable<(string Phrase, Target Target)> Nothing() =>
        Enumerable.Repeat(data.Nothing, options.NothingTimes).SelectMany(lines => lines).Select(line => (line, none));

    private bool ReadsDefinition(int epoch, int place) =>
        new SeededRandom(options.Seed, epoch, place, -3).NextDouble() < options.Definitions;
}

/// <summary>What one reading of an epoch is.</summary>
/// <param name="Phrase">The phrase, varied.</param>
/// <param name="Target">What it is to be answered with.</param>
/// <param name="ReadsDefinition">Whether its definition is read beside it, where there is one.</param>
internal sealed record Example(string Phrase, Target Target, bool ReadsDefinition);

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

    /// <summary>Lines of which nothing is said, learned as such.</summary>
    public IReadOnlyList<string> Nothing { get; init; } = [];
}
