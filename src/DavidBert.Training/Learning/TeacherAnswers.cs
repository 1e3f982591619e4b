using DavidBert.Training.Modeling;

namespace DavidBert.Training.Learning;

/// <summary>
/// What several models answer in the mean, as targets for another (Hinton et al. 2015, arXiv:1503.02531).
/// </summary>
/// <param name="encoder">Reads the phrases.</param>
/// <param name="phrases">What the models are asked.</param>
internal sealed class TeacherAnswers(PhraseEncoder encoder, IReadOnlyList<string> phrases)
{
    /// <summary>How many answers of a phrase are kept.</summary>
    private const int Kept = 16;

    private readonly Dictionary<int, float>[] sums = [.. phrases.Select(_ => new Dictionary<int, float>())];

    /// <summary>Asks <paramref name="model"/>.</summary>
    public void Ask(WordModel model) => ModelRanking.Visit(model, encoder, phrases, (rows, logits) =>
    {
        var asked = (int)Math.Min(2 * Kept, logits.shape[1]);
        var (scores, indexes) = logits.softmax(1).topk(asked, 1);
        var values = scores.flatten().data<float>().ToArray();
        var places = indexes.flatten().data<long>().ToArray();
        for (var i = 0; i < values.Length; i++)
        {
            var sum = sums[rows[i / asked]];
            sum[(int)places[i]] = sum.GetValueOrDefault((int)places[i]) + values[i];
        }
    });

    /// <summary>The best answers to each phrase with their shares in the mean over the models asked.</summary>
    public Target[] ToTargets() => [.. sums.Select(sum =>
    {
        var best = sum.OrderByDescending(p => p.Value).ThenBy(p => p.Key).Take(Kept).ToArray();
        var whole = best.Sum(p => p.Value);
        return new Target([.. best.Select(p => p.Key)], [.. best.Select(p => p.Value / whole)]);
    })];
}

/// <summary>What other models have to say on a training.</summary>
/// <param name="Rows">Their answer to each row of train, in its order; null where the label alone is learned.</param>
/// <param name="Phrases">Phrases without a label.</param>
/// <param name="Answers">Their answer to each of <paramref name="Phrases"/>.</param>
internal sealed record TeacherTargets(
    IReadOnlyList<Target?> Rows, IReadOnlyList<string> Phrases, IReadOnlyList<Target> Answers);
