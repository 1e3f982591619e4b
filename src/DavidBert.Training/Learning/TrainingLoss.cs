using static TorchSharp.torch;

namespace DavidBert.Training.Learning;

/// <summary>What a batch is to be answered with, as a loss.</summary>
/// <param name="answers">The output indexes of all answers of the data.</param>
internal sealed class TrainingLoss(long[] answers)
{
    /// <summary>The target of a line that no word answers.</summary>
    public const long NoAnswer = -1;

    /// <summary>
    /// The mean over the batch of the cross-entropy: against the target, and where it is <see cref="NoAnswer"/> against equal
    /// shares for all answers.
    /// </summary>
    /// <param name="logits">float32 [batch, |V|].</param>
    /// <param name="targets">int64 [batch].</param>
    public Tensor Of(Tensor logits, Tensor targets)
    {
        var open = targets.eq(NoAnswer);
        if (!open.any().item<bool>())
        {
            return nn.functional.cross_entropy(logits, targets);
        }

        var log = logits.log_softmax(1);
        var answered = -log.gather(1, targets.clamp(min: 0).unsqueeze(1)).squeeze(1);
        var level = -log.index_select(1, tensor(answers)).mean([1]);
        return where(open, level, answered).mean();
    }
}
