using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using DavidBert.Bundles;

namespace DavidBert.Prediction;

/// <summary>Softmax and the best words of one row of logits, over the words that can be answered.</summary>
internal sealed class WordRanking
{
    private readonly AnswerVocabulary words;
    private readonly float[] admitted;
    private readonly float inverseTemperature;

    public WordRanking(AnswerVocabulary words, double temperature)
    {
        this.words = words;
        admitted = [.. Enumerable.Range(0, words.Count).Select(i => words.IsAnswerable(i) ? 0f : float.NegativeInfinity)];
        inverseTemperature = (float)(1 / temperature);
        AnswerableCount = admitted.Count(a => a == 0);
    }

    /// <summary>How many words can be answered.</summary>
    public int AnswerableCount { get; }

    /// <summary>
    /// The best <paramref name="top_k"/> words of <paramref name="logits"/> [|V|], best first; ties go to the lower index.
    /// There are none where a logit of a word is not finite.
    /// </summary>
    public ScoredWord[] Best(ReadOnlySpan<float> logits, int top_k)
    {
        Span<int> best = stackalloc int[top_k];
        best = best[..Select(logits, best)];
        if (best.IsEmpty)
        {
            return [];
        }

        var greatest = logits[best[0]];
        var sum = SumOfExponentials(logits, greatest);
        if (!double.IsFinite(sum))
        {
            return [];
        }

        var ranked = new ScoredWord[best.Length];
        for (var i = 0; i < ranked.Length; i++)
        {
            var share = Math.Exp((double)(logits[best[i]] - greatest) * inverseTemperature) / sum;
            ranked[i] = new ScoredWord(words[best[i]], (float)share);
        }

        return ranked;
    }

    /// <summary>Fills <paramref name="best"/> with the indexes of the greatest logits, greatest first, and returns how many there are.</summary>
    private int Select(ReadOnlySpan<float> logits, Span<int> best)
    {
        var count = 0;
        var least = float.NegativeInfinity;
        for (var i = 0; i < logits.Length; i++)
        {
            var value = logits[i] + admitted[i];
            if (!(value > least) || (count == 0 && float.IsNegativeInfinity(value)))
            {
                continue;
            }

            var place = count < best.Length ? count++ : count - 1;
            while (place > 0 && logits[best[place - 1]] < value)
            {
                best[place] = best[place - 1];
                place--;
            }

            best[place] = i;
            if (count == best.Length)
            {
                least = logits[best[^1]];
            }
        }

        return count;
    }

    private double SumOfExponentials(ReadOnlySpan<float> logits, float greatest)
    {
        var scale = Vector256.Create(inverseTemperature);
        var shift = Vector256.Create(greatest);
        var (lower, upper) = (Vector256<double>.Zero, Vector256<double>.Zero);
        var values = MemoryMarshal.Cast<float, Vector256<float>>(logits);
        var masks = MemoryMarshal.Cast<float, Vector256<float>>(admitted);
        for (var i = 0; i < values.Length; i++)
        {
            var shares = Vector256.Exp((values[i] - shift + masks[i]) * scale);
            lower += Vector256.WidenLower(shares);
            upper += Vector256.WidenUpper(shares);
        }

        var sum = Vector256.Sum(lower + upper);
        for (var i = values.Length * Vector256<float>.Count; i < logits.Length; i++)
        {
            sum += Math.Exp((double)(logits[i] - greatest + admitted[i]) * inverseTemperature);
        }

        return sum;
    }
}
