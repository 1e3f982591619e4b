using DavidBert.Training.Measuring;

namespace DavidBert.Training.Tests.Measuring;

public sealed class ThresholdTests
{
    [Theory]
    [InlineData(1_000)]
    [InlineData(1_096)]
    [InlineData(400)]
    public void ChooseNothing_ManyRows_SendsAtMostAQuarterOfAPercentAway(int rows)
    {
        double[] shares = [.. Enumerable.Range(1, rows).Select(i => 0.5 / i)];

        var chosen = NothingThreshold.Choose(shares);

        Assert.Equal((int)(rows * 0.0025), shares.Count(share => share >= chosen));
    }

    [Fact]
    public void ChooseNothing_ARowThatIsAllNothing_StaysAShare()
    {
        Assert.Equal(1, NothingThreshold.Choose([1, 0.2]));
        Assert.Null(NothingThreshold.Choose([]));
    }

    [Fact]
    public void Raise_LinesThatNoWordAnswers_LeavesTwoPercentOfThemConfident()
    {
        double[] scores = [.. Enumerable.Range(0, 200).Select(i => i / 200.0)];

        var raised = ConfidenceThreshold.Raise(0.8, scores);

        Assert.Equal(4, scores.Count(score => score >= raised));
        Assert.Equal(0.995, ConfidenceThreshold.Raise(0.995, scores));
    }

    [Fact]
    public void Raise_NoThresholdOrNoLines_LeavesIt()
    {
        Assert.Null(ConfidenceThreshold.Raise(null, [0.5]));
        Assert.Equal(0.8, ConfidenceThreshold.Raise(0.8, []));
    }
}
