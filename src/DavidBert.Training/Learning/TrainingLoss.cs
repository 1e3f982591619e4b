using DavidBert.Training.Native;
using static TorchSharp.torch;

namespace DavidBert.Training.Learning;

/// <summary>How far a model's answers are from their targets.</summary>
/// <param name="answers">The output indexes of all answers of the data.</param>
internal sealed class TrainingLoss(long[] answers)
{
    /// <summary>
    /// The mean over the batch of the cross-entropy against the targets, where <see cref="Target.None"/> stands for equal shares
    /// for all answers.
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
