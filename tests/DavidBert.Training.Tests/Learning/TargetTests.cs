using DavidBert.Training.Learning;
using DavidBert.Training.Native;
using DavidBert.Training.Tests.Data;
using static TorchSharp.torch;

namespace DavidBert.Training.Tests.Learning;

public sealed class TargetTests
{
    private static readonly Dictionary<string, int> IndexOf = new(StringComparer.Ordinal)
    {
        ["size"] = 4,
        ["weight"] = 7,
        ["mass"] = 9,
    };

    [Fact]
    public void Of_RowWithFurtherWords_TheyShareWhatTheWordLeaves()
    {
        var target = Target.Of(Row.Of("chonky", "size", "weight mass"), IndexOf, wordShare: 0.7);

        Assert.Equal([4, 7, 9], target.Indexes);
        Assert.Equal([0.7f, 0.15f, 0.15f], target.Shares);
        Assert.Equal(4, target.Best);
    }

    [Fact]
    public void Of_RowWithOneWord_ItHasAll()
    {
        var target = Target.Of(Row.Of("large", "size"), IndexOf, wordShare: 0.7);

        Assert.Equal([4], target.Indexes);
        Assert.Equal([1f], target.Shares);
    }

    [Fact]
    public void MixedWith_AnotherTarget_SharesSumToOneAndTheFirstStaysTheBest()
    {
        var mixed = new Target([4, 7], [0.7f, 0.3f]).MixedWith(new Target([7], [1]), 0.6);

        Assert.Equal([4, 7, 7], mixed.Indexes);
        Assert.Equal([0.28f, 0.12f, 0.6f], mixed.Shares, (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal(4, mixed.Best);
    }

    [Fact]
    public void Loss_TargetsOfSeveralWidths_IsTheCrossEntropyByHand()
    {
        LinuxX64.OrSkip();
        TorchRuntime.EnsureLoaded();
        using var scope = NewDisposeScope();
        float[][] rows = [[1, 2, 0.5f, -1], [0, 0, 3, 1], [2, -2, 0, 1]];
        var logits = tensor(rows.SelectMany(row => row).ToArray(), [3, 4]);
        var loss = new TrainingLoss([0, 2]).Of(
            logits,
            [new Target([1, 2], [0.7f, 0.3f]), new Target([0], [1]), Target.None]);

        var expected = (-(0.7 * Log(rows[0], 1)) - (0.3 * Log(rows[0], 2)) - Log(rows[1], 0) - (0.5 * Log(rows[2], 0))
            - (0.5 * Log(rows[2], 2))) / 3;
        Assert.Equal(expected, loss.item<float>(), 1e-5);

        static double Log(float[] logits, int index) => logits[index] - Math.Log(logits.Sum(x => Math.Exp(x)));
    }
}
