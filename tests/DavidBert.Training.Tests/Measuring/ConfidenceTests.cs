using CsCheck;
using DavidBert.Training.Measuring;

namespace DavidBert.Training.Tests.Measuring;

public sealed class ConfidenceTests
{
    [Fact]
    public void Reliability_KnownRows_HasTheErrorComputedByHand()
    {
        var reliability = Reliability.Of([Row(0.9, true), Row(0.92, false), Row(0.3, true), Row(0, false)]);

        Assert.Equal(15, reliability.Bins.Count);
        Assert.Equal((2, 0.91, 0.5), (reliability.Bins[13].Count, Math.Round(reliability.Bins[13].MeanScore, 9), reliability.Bins[13].Right));
        Assert.Equal(1, reliability.Bins[0].Count);
        Assert.Equal(((2 * 0.41) + 0.7) / 4, reliability.ExpectedError, 1e-9);
    }

    [Fact]
    public void Reliability_ScoresThatSayWhatIsRight_HasNoError() =>
        Assert.Equal(0, Reliability.Of([.. Enumerable.Range(0, 100).Select(i => Row(0.75, i % 4 != 0))]).ExpectedError, 1e-9);

    [Fact]
    public void Reliability_NoRows_IsZero() => Assert.Equal(0, Reliability.Of([]).ExpectedError);

    [Fact]
    public void RiskCoverage_KnownRows_IsTheMeanOfTheRisks()
    {
        var risk = RiskCoverage.Of([Row(0.2, false), Row(0.9, true), Row(0.5, true), Row(0.5, false)]);

        Assert.Equal([0, 0.5, 1.0 / 3, 0.5], risk.Risks, Close);
        Assert.Equal((0.5 + (1.0 / 3) + 0.5) / 4, risk.Area, 1e-9);
        Assert.Equal(0, RiskCoverage.Of([]).Area);
    }

    [Theory]
    [InlineData(96, 100, 0.935422)]
    [InlineData(380, 400, 0.937936)]
    [InlineData(19, 19, 0.95)]
    public void LowerEnd_KnownShares_IsWilsonsAtOneStandardError(int right, int count, double expected) =>
        Assert.Equal(expected, ConfidenceThreshold.LowerEnd(right, count), 1e-6);

    [Fact]
    public void Choose_SureRowsRightAndOthersNot_LiesBetweenThem()
    {
        ScoredRow[] rows =
        [
            .. Enumerable.Range(0, 100).Select(i => Row(0.8 + (i * 0.001), true)),
            .. Enumerable.Range(0, 100).Select(i => Row(0.4 + (i * 0.001), false)),
        ];

        var threshold = ConfidenceThreshold.Choose(rows)!.Value;

        Assert.InRange(threshold, 0.49, 0.8);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(18, true)]
    [InlineData(200, false)]
    public void Choose_TooFewOrTooManyWrong_IsNull(int count, bool right) =>
        Assert.Null(ConfidenceThreshold.Choose([.. Enumerable.Range(0, count).Select(i => Row(0.5 + (i * 0.001), right))]));

    [Fact]
    public void Choose_AnyRows_KeepsThePromiseOnThem() =>
        Gen.Select(Gen.Double[0, 1], Gen.Double[0, 1], (score, luck) => Row(score, luck < score * 1.1)).Array[1, 400].Sample(rows =>
        {
            if (ConfidenceThreshold.Choose(rows) is { } threshold)
            {
                var figures = ConfidenceFigures.Of(rows, threshold);
                Assert.True(figures.RightWhereConfident >= 0.94, $"{figures}");
                Assert.True(figures.Coverage > 0);
            }
        });

    [Theory]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(2.2)]
    public void Find_ScoresOfAKnownTemperature_FindsIt(double temperature)
    {
        // Logits whose softmax at the temperature is the chance of being right: the log loss is least there.
        var random = new Random(3);
        var logits = Enumerable.Range(0, 20_000).Select(_ => random.NextDouble() * 6).ToArray();
        var right = logits.Select(logit => random.NextDouble() < Sigmoid(logit / temperature)).ToArray();

        var found = TemperatureSearch.Find(t => [.. logits.Zip(right, (logit, isRight) => Row(Sigmoid(logit / t), isRight))]);

        Assert.InRange(found, temperature * 0.95, temperature * 1.05);
    }

    [Fact]
    public void Bootstrap_GroupsOfAlikeRows_AreWiderThanSingleOnes()
    {
        double[] values = [.. Enumerable.Range(0, 200).Select(i => i / 10 % 2 == 0 ? 1.0 : 0)];
        var single = Bootstrap.Of(values, new string?[200], part => part.Average());
        var grouped = Bootstrap.Of(values, [.. values.Select((_, i) => $"{i / 10}")], part => part.Average());

        Assert.Equal((0.5, 0.5), (single.Value, grouped.Value));
        Assert.InRange(single.High - single.Low, 0.11, 0.17); // 2 · 1.96 · √(0.25 / 200) = 0.139
        Assert.InRange(grouped.High - grouped.Low, 0.35, 0.52); // 2 · 1.96 · √(0.25 / 20) = 0.438
        Assert.Equal(grouped, Bootstrap.Of(values, [.. values.Select((_, i) => $"{i / 10}")], part => part.Average()));
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static bool Close(double a, double b) => Math.Abs(a - b) < 1e-9;

    private static ScoredRow Row(double score, bool isRight) => new(score, isRight);
}
