namespace DavidBert.Training.Data;

/// <summary>Cuts an epoch into mini-batches of similar length, so that little is padded.</summary>
public static class LengthBuckets
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
    public static IReadOnlyList<IReadOnlyList<int>> Batches(IReadOnlyList<int> lengths, int batchSize, int seed, int epoch)
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
