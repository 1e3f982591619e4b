using DavidBert.Glossaries;
using DavidBert.Tokenization;
using DavidBert.Training.Data;
using static TorchSharp.torch;

namespace DavidBert.Training.Learning;

/// <summary>Sequences of one batch as tensors, padded to the longest.</summary>
/// <param name="InputIds">int64 [batch, length].</param>
/// <param name="AttentionMask">int64 [batch, length], 1 where a piece stands.</param>
/// <param name="TokenTypeIds">int64 [batch, length], 1 in second segments; null where there are none.</param>
internal sealed record Batch(Tensor InputIds, Tensor AttentionMask, Tensor? TokenTypeIds)
{
    /// <summary>Pads <paramref name="sequences"/> with <paramref name="padId"/>.</summary>
    public static Batch Of(IReadOnlyList<PieceSequence> sequences, int padId)
    {
        var length = sequences.Max(s => s.Ids.Length);
        var ids = new long[sequences.Count * length];
        var mask = new long[ids.Length];
        var types = new long[ids.Length];
        Array.Fill(ids, padId);
        for (var row = 0; row < sequences.Count; row++)
        {
            var sequence = sequences[row];
            for (var i = 0; i < sequence.Ids.Length; i++)
            {
                ids[(row * length) + i] = sequence.Ids[i];
                mask[(row * length) + i] = 1;
                types[(row * length) + i] = i < sequence.SecondAt ? 0 : 1;
            }
        }

        long[] shape = [sequences.Count, length];
        return new Batch(tensor(ids, shape), tensor(mask, shape), types.Contains(1) ? tensor(types, shape) : null);
    }
}

/// <summary>A phrase as the model reads it.</summary>
/// <param name="Ids">Its pieces with [CLS] and [SEP], and the definition's beside it.</param>
/// <param name="SecondAt">Where the second segment begins; the number of ids where there is none.</param>
internal readonly record struct PieceSequence(int[] Ids, int SecondAt);

/// <summary>Cuts an epoch into mini-batches of similar length, so that little is padded.</summary>
internal static class LengthBuckets
{
    /// <summary>
    /// How many batches are sorted by length together: enough to pad little, few enough to mix each epoch anew.
    /// </summary>
    private const int BatchesOfBucket = 50;

    /// <summary>
    /// The row indices of each batch in the order of training: rows are shuffled, sorted by length within large
    /// buckets, cut into batches, and the batches shuffled. Every row is in exactly one batch; only the last batch of
    /// the last bucket may be smaller. The same arguments give the same batches.
    /// </summary>
    /// <param name="lengths">The length of each row in word pieces.</param>
    /// <param name="batchSize">Rows in a batch, at least 1.</param>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="epoch">The epoch, which shuffles anew.</param>
    /// <exception cref="ArgumentOutOfRangeException">The batch size is below 1.</exception>
    public static IReadOnlyList<IReadOnlyList<int>> Batches(
        IReadOnlyList<int> lengths,
        int batchSize,
        int seed,
        int epoch)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        var random = new SeededRandom(seed, epoch);
        int[] rows = [.. Enumerable.Range(0, lengths.Count)];
        random.Shuffle<int>(rows);
        var bucketSize = (int)Math.Min((long)batchSize * BatchesOfBucket, int.MaxValue);
        int[][] batches =
        [
            .. rows.Chunk(bucketSize)
                .SelectMany(bucket => bucket.OrderBy(row => lengths[row]).Chunk(batchSize)),
        ];
        random.Shuffle<int[]>(batches);
        return batches;
    }
}

/// <summary>Phrases as sequences of ids, cut to a length.</summary>
/// <param name="tokenizer">Cuts them into pieces.</param>
/// <param name="maxLength">The most ids of a sequence.</param>
/// <param name="definitions">What is read beside a phrase; null where nothing is.</param>
internal sealed class PhraseEncoder(PhraseTokenizer tokenizer, int maxLength, DefinitionLookup? definitions = null)
{
    private readonly int[] buffer = new int[maxLength];

    /// <summary>What fills the end of a shorter sequence in a batch.</summary>
    public int PadId => tokenizer.PadId;

    /// <summary>A phrase, and beside it its definition where there is one.</summary>
    public PieceSequence Encode(string phrase) => Encode(phrase, withDefinition: true);

    /// <summary>A phrase, and beside it its definition where that is wanted and there is one.</summary>
    public PieceSequence Encode(string phrase, bool withDefinition)
    {
        var definition = withDefinition ? definitions?.Reading(phrase) : null;
        var count = tokenizer.EncodePair(phrase, definition, buffer, out var secondAt, out _);
        return new PieceSequence(buffer[..count], secondAt);
    }
}
