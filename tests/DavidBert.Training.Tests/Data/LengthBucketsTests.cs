using CsCheck;
using DavidBert.Training.Learning;

namespace DavidBert.Training.Tests.Data;

public sealed class LengthBucketsTests
{
    [Fact]
    public void Batches_AnyLengths_HoldEachRowOnce() =>
        Gen.Select(Gen.Int[1, 128].Array[0, 300], Gen.Int[1, 9], Gen.Int, Gen.Int[0, 20])
            .Sample((lengths, size, seed, epoch) =>
                {
                    var batches = LengthBuckets.Batches(lengths, size, seed, epoch);
                    Assert.Equal(Enumerable.Range(0, lengths.Length), batches.SelectMany(batch => batch).Order());
                    Assert.True(batches.Count(batch => batch.Count != size) <= 1);
                    Assert.Equal((lengths.Length + size - 1) / size, batches.Count);
                    Assert.Equal(batches, LengthBuckets.Batches(lengths, size, seed, epoch));
                });

    [Fact]
    public void Batches_NextEpoch_IsAnotherOrder()
    {
        int[] lengths = [.. Enumerable.Repeat(4, 100)];

        Assert.NotEqual(LengthBuckets.Batches(lengths, 8, 1, 0), LengthBuckets.Batches(lengths, 8, 1, 1));
        Assert.NotEqual(LengthBuckets.Batches(lengths, 8, 1, 0), LengthBuckets.Batches(lengths, 8, 2, 0));
    }

    [Fact]
    public void Batches_MixedLengths_PadLittle()
    {
        int[] lengths = [.. Enumerable.Range(0, 10_000).Select(i => 3 + (i * 7919 % 20))];

        var batches = LengthBuckets.Batches(lengths, 64, 1, 0);

        var padded = batches.Sum(batch => batch.Count * batch.Max(row => lengths[row]));
        Assert.InRange(padded, lengths.Sum(), lengths.Sum() * 1.1);
        Assert.NotEqual(batches, batches.OrderBy(batch => lengths[batch[0]]));
    }

    [Fact]
    public void Batches_SizeOfZero_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => LengthBuckets.Batches([1], 0, 1, 0));
}
