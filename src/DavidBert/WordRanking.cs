using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using DavidBert.Bundles;

namespace DavidBert;

/// <summary>Scores and the best words of one row of logits, over the words that can be answered.</summary>
internal sealed class WordRanking
{
    private readonly AnswerVocabulary words;
    private readonly float[] admitted;
    private readonly float[] counted;
    private readonly ScoreScale scores;
    private readonly float inverseTemperature;
    private readonly double? nothingAt;

    public WordRanking(AnswerVocabulary words, ScoreScale scores, double? nothingAt = null)
    {
        (this.words, this.scores, this.nothingAt) = (words, scores, nothingAt);
        counted = [.. Enumerable.Range(0, words.Count)
            .Select(i => words.IsAnswerable(i) ? 0f : float.NegativeInfinity)];
        admitted = [.. counted];
        if (words.Nothing is { } nothing)
        {
            admitted[nothing] = float.NegativeInfinity;
        }

        inverseTemperature = (float)(1 / scores.Temperature);
        AnswerableCount = admitted.Count(a => a == 0);
    }

    /// <summary>How many words can be answered.</summary>
    public int AnswerableCount { get; }

    /// <summary>The best words of <paramref name="logits"/> [|V|], best first; ties go to the lower index.</summary>
    /// <param name="logits">The logits of one phrase.</param>
    /// <param name="topK">How many words to give, where as many can be answered.</param>
    /// <returns>The words; none where logits are not finite numbers.</returns>
    public ScoredWord[] Best(ReadOnlySpan<float> logits, int topK)
    {
        Span<int> best = stackalloc int[topK];
        best = best[..Select(logits, best)];
        var greatest = best.Length > 0 ? logits[best[0]] : float.NaN;
        var sum = SumOfExponentials(logits, greatest, inverseTemperature);
        if (!double.IsFinite(sum))
        {
            return [];
        }

        var ranked = new ScoredWord[best.Length];
        for (var i = 0; i < ranked.Length; i++)
        {
            var share = Math.Exp((double)(logits[best[i]] - greatest) * inverseTemperature) / sum;
            ranked[i] = new ScoredWord(words[best[i]], (float)scores.Of(share));
        }

        return ranked;
    }

    /// <summary>
    /// The share of the softmax that "nothing fits" has, at a temperature of 1; null where the bundle cannot say so.
    /// </summary>
    /// <param name="logits">The logits of one phrase, finite.</param>
    public double? ShareOfNothing(ReadOnlySpan<float> logits)
    {
        if (words.Nothing is not { } nothing)
        {
            return null;
        }

        var greatest = Math.Max(logits[nothing], GreatestOfWords(logits));
        return Math.Exp((double)(logits[nothing] - greatest)) / SumOfExponentials(logits, greatest, 1);
    }

    /// <summary>Whether nothing fits: by the share that was chosen for it, else where it beats every word.</summary>
    /// <param name="logits">The logits of one phrase, finite.</param>
    /// <param name="share">Its <see cref="ShareOfNothing"/>.</param>
    public bool NothingFits(ReadOnlySpan<float> logits, double? share) =>
        nothingAt is { } least
            ? share >= least
            : words.Nothing is { } nothing && logits[nothing] > GreatestOfWords(logits);

    private float GreatestOfWords(ReadOnlySpan<float> logits)
    {
        Span<int> best = stackalloc int[1];
        return Select(logits, best) > 0 ? logits[best[0]] : float.NaN;
    }

    /// <summary>
    /// Fills <paramref name="best"/> with the indexes of the greatest logits, greatest first, and returns how many
    /// there are.
    /// </summary>
    private int Select(ReadOnlySpan<float> logits, Span<int> best)
    {
        var count = 0;
        for (var start = 0; start < logits.Length; start += Vector256<float>.Count)
        {
            var end = Math.Min(start + Vector256<float>.Count, logits.Length);
            if (count == best.Length && end - start == Vector256<float>.Count
                && !Vector256.GreaterThanAny(
                    Vector256.Create(logits[start..]) + Vector256.Create(admitted.AsSpan(start)),
                    Vector256.Create(logits[best[^1]])))
            {
                continue;
            }

            for (var i = start; i < end; i++)
            {
                count = Insert(i, logits, best, count);
            }
        }

        return count;
    }

    /// <summary>Puts an index into its place among the best, if it has one, and returns how many there are.</summary>
    private int Insert(int index, ReadOnlySpan<float> logits, Span<int> best, int count)
    {
        var value = logits[index] + admitted[index];
        if (!(value > (count == best.Length ? logits[best[^1]] : float.NegativeInfinity)))
        {
            return count;
        }

        var place = count < best.Length ? count++ : count - 1;
        for (; place > 0 && logits[best[place - 1]] < value; place--)
        {
            best[place] = best[place - 1];
        }

        best[place] = index;
        return count;
    }

    private double SumOfExponentials(ReadOnlySpan<float> logits, float greatest, float inverse)
    {
        var scale = Vector256.Create(inverse);
        var shift = Vector256.Create(greatest);
        var (lower, upper) = (Vector256<double>.Zero, Vector256<double>.Zero);
        var values = MemoryMarshal.Cast<float, Vector256<float>>(logits);
        var masks = MemoryMarshal.Cast<float, Vector256<float>>(counted);
        for (var i = 0; i < values.Length; i++)
        {
            var shares = Vector256.Exp(((values[i] - shift) * scale) + masks[i]);
            lower += Vector256.WidenLower(shares);
            upper += Vector256.WidenUpper(shares);
        }

        var sum = Vector256.Sum(lower + upper);
        for (var i = values.Length * Vector256<float>.Count; i < logits.Length; i++)
        {
            sum += Math.Exp(((double)(logits[i] - greatest) * inverse) + counted[i]);
        }

        return sum;
    }
}
