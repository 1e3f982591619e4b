using DavidBert.Bundles;
using DavidBert.Training.Data;

namespace DavidBert.Training.Learning;

/// <summary>
/// What the epochs of a training are made of: its rows, phrases that teachers alone answer, lines of which nothing is said, and
/// lines made up.
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
        none = data.IndexOf.TryGetValue(AnswerVocabulary.NothingLine, out var nothing) ? new Target([nothing], [1]) : Target.None;
        unlabelled = (int)Math.Round((data.Teaching?.Phrases.Count ?? 0) * options.Unlabelled);
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
            .. Enumerable.Repeat(data.Nothing, options.NothingTimes).SelectMany(lines => lines).Select(line => (line, none)),
            .. UnanswerableLines.Epoch(data.Train, options.Seed, epoch, madeUp).Select(line => (line, none)),
        ];
        return [.. drawn.Select((e, i) => new Example(e.Phrase, e.Target, ReadsDefinition(epoch, i)))];
    }

    /// <summary>Those drawn for this epoch of the phrases that teachers alone answer.</summary>
    private IEnumerable<(string Phrase, Target Target)> Unlabelled(int epoch)
    {
        if (data.Teaching is not { } teaching)
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

    private bool ReadsDefinition(int epoch, int place) =>
        new SeededRandom(options.Seed, epoch, place, -3).NextDouble() < options.Definitions;
}

/// <summary>What one reading of an epoch is.</summary>
/// <param name="Phrase">The phrase, varied.</param>
/// <param name="Target">What it is to be answered with.</param>
/// <param name="ReadsDefinition">Whether its definition is read beside it, where there is one.</param>
internal sealed record Example(string Phrase, Target Target, bool ReadsDefinition);

/// <summary>What a phrase is to be answered with: a few output indexes and their shares, which sum to 1.</summary>
/// <param name="Indexes">Output indexes; none for a line that no word answers.</param>
/// <param name="Shares">The share of each.</param>
internal sealed record Target(int[] Indexes, float[] Shares)
{
    /// <summary>The target of a line that no word answers.</summary>
    public static Target None { get; } = new([], []);

    /// <summary>The index named first, which is the best answer; null where there is none.</summary>
    public int? Best => Indexes.Length == 0 ? null : Indexes[0];

    /// <summary>
    /// The word of <paramref name="row"/> with <paramref name="wordShare"/> (all where there is nothing else), and its further
    /// words, which share the rest.
    /// </summary>
    public static Target Of(LabelledPhrase row, IReadOnlyDictionary<string, int> indexOf, double wordShare)
    {
        if (row.Also.Count == 0)
        {
            return new Target([indexOf[row.Word]], [1]);
        }

        var share = (float)((1 - wordShare) / row.Also.Count);
        return new Target(
            [indexOf[row.Word], .. row.Also.Select(word => indexOf[word])],
            [(float)wordShare, .. Enumerable.Repeat(share, row.Also.Count)]);
    }

    /// <summary>This target with 1 − <paramref name="share"/>, and <paramref name="other"/> with <paramref name="share"/>.</summary>
    public Target MixedWith(Target other, double share) => new(
        [.. Indexes, .. other.Indexes],
        [.. Shares.Select(s => (float)(s * (1 - share))), .. other.Shares.Select(s => (float)(s * share))]);
}

/// <summary>What other models have to say on a training.</summary>
/// <param name="Rows">Their answer to each row of train, in its order; null where the label alone is learned.</param>
/// <param name="Phrases">Phrases without a label.</param>
/// <param name="Answers">Their answer to each of <paramref name="Phrases"/>.</param>
internal sealed record Teaching(
    IReadOnlyList<Target?> Rows, IReadOnlyList<string> Phrases, IReadOnlyList<Target> Answers);

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

    /// <summary>Lines of which nothing is said, learned as such.</summary>
    public IReadOnlyList<string> Nothing { get; init; } = [];
}
