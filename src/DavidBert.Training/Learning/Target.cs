using DavidBert.Training.Data;
using DavidBert.Training.Native;
using static TorchSharp.torch;

namespace DavidBert.Training.Learning;

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
    /// The word of <paramref name="row"/> with <paramref name="wordShare"/> (all where there is nothing else), and its
    /// further words, which share the rest.
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

    /// <summary>
    /// This target with 1 − <paramref name="share"/>, and <paramref name="other"/> with <paramref name="share"/>.
    /// </summary>
    public Target MixedWith(Target other, double share) => new(
        [.. Indexes, .. other.Indexes],
        [.. Shares.Select(s => (float)(s * (1 - share))), .. other.Shares.Select(s => (float)(s * share))]);
}

/// <summary>How far a model's answers are from their targets.</summary>
/// <param name="answers">The output indexes of all answers of the data.</param>
internal sealed class TrainingLoss(long[] answers)
{
    /// <summary>
    /// The mean over the batch of the cross-entropy against the targets, where <see cref="Target.None"/> stands for
    /// equal shares for all answers.
    /// </summary>
    /// <param name="logits">float32 [batch, |V|].</param>
    /// <param name="targets">Those of the batch, in its order.</param>
    public Tensor Of(Tensor logits, IReadOnlyList<Target> targets)
    {
        var width = Math.Max(1, targets.Max(target => target.Indexes.Length));
        var indexes = new long[targets.Count * width];
        var shares = new float[indexes.Length];
        var open = new float[targets.Count];
        for (var row = 0; row < targets.Count; row++)
        {
            var target = targets[row];
            open[row] = target.Indexes.Length == 0 ? 1 : 0;
            for (var i = 0; i < target.Indexes.Length; i++)
            {
                indexes[(row * width) + i] = target.Indexes[i];
                shares[(row * width) + i] = target.Shares[i];
            }
        }

        long[] shape = [targets.Count, width];
        var log = logits.log_softmax(1);
        var likelihood = log.gather(1, tensor(indexes, shape)).mul(tensor(shares, shape)).sum(1);
        if (open.Contains(1))
        {
            likelihood = likelihood.Plus(log.index_select(1, tensor(answers)).mean([1]).mul(tensor(open)));
        }

        return likelihood.mean().neg();
    }
}
