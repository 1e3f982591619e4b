using static TorchSharp.torch;

namespace DavidBert.Training.Learning;

/// <summary>Sequences of one batch as tensors, padded to the longest.</summary>
/// <param name="InputIds">int64 [batch, length].</param>
/// <param name="AttentionMask">int64 [batch, length], 1 where a piece stands.</param>
internal sealed record Batch(Tensor InputIds, Tensor AttentionMask)
{
    /// <summary>Pads <paramref name="sequences"/> with <paramref name="padId"/>.</summary>
    public static Batch Of(IReadOnlyList<int[]> sequences, int padId)
    {
        var length = sequences.Max(s => s.Length);
        var ids = new long[sequences.Count * length];
        var mask = new long[ids.Length];
        Array.Fill(ids, padId);
        for (var row = 0; row < sequences.Count; row++)
        {
            for (var i = 0; i < sequences[row].Length; i++)
            {
                ids[(row * length) + i] = sequences[row][i];
                mask[(row * length) + i] = 1;
            }
        }

        long[] shape = [sequences.Count, length];
        return new Batch(tensor(ids, shape), tensor(mask, shape));
    }
}
