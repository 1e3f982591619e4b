using CsCheck;
using DavidBert.Bundles;
using DavidBert.Training.Measuring;

namespace DavidBert.Training.Tests.Measuring;

public sealed class ConfidenceTests
{
    [Fact]
    public void Reliability_KnownRows_HasTheErrorComputedByHand()
    {
        var reliability = Reliability.Of([Row(0.9, true), Row(0.92, false), Row(0.3, true), Row(0, false)]);

        Assert.Equal(15, reliability.Bins.Count);
        Assert.Equal(
            (2, 0.91, 0.5),
            (reliability.Bins[13].Count, Math.Round(reliability.Bins[13].MeanScore, 9), reliability.Bins[13].Right));
        Assert.Equal(1, reliability.Bins[0].Count);
        Assert.Equal(((2 * 0.41) + 0.7) / 4, reliability.ExpectedError, 1e-9);
    }

    [Fact]
    public void Reliability_ScoresThatSayWhatIsRight_HasNoError() =>
        Assert.Equal(
            0,
            Reliability.Of([.. Enumerable.Range(0, 100).Select(i => Row(0.75, i % 4 != 0))]).ExpectedError,
            1e-9);

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
    [InlineData(96, 100, 0.913842)]
    [InlineData(380, 400, 0.928856)]
    [InlineData(52, 52, 0.950535)]
    public void LowerEnd_KnownShares_IsWilsons(int right, int count, double expected) =>
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
    [InlineData(51, true)]
    [InlineData(200, false)]
    public void Choose_TooFewOrTooManyWrong_IsNull(int count, bool right) =>
        Assert.Null(
            ConfidenceThreshold.Choose([.. Enumerable.Range(0, count).Select(i => Row(0.5 + (i * 0.001), right))]));

    [Fact]
    public void Choose_AnyRows_KeepsThePromiseOnThem() =>
        Gen.Select(Gen.Double[0, 1], Gen.Double[0, 1], (score, luck) => Row(score, luck < score * 1.1)).Array[1, 400]
            .Sample(rows =>
                {
                    if (ConfidenceThreshold.Choose(rows) is { } threshold)
                    {
                        var figures = ConfidenceFigures.Of(rows, threshold);
                        Assert.True(figures.RightWhereConfident >= 0.94, $"{figures}");
                        Assert.True(figures.Coverage > 0);
                    }
                });

    [Theory]
    [InlineData(0.5, 1, 0)]
    [InlineData(1, 1.6, -0.4)]
    [InlineData(2.2, 0.8, 1.5)]
    public void Find_ScoresOfAKnownScale_FindsIt(double temperature, double slope, double offset)
    {
        // Three words, the first the best: the log loss is least where its scaled share is its chance of being right.
        var random = new Random(3);
        (double Second, double Third)[] behind = [.. Enumerable.Range(0, 40_000)
            .Select(_ => (random.NextDouble() * 6, random.NextDouble() * 6))];
        var scale = new ScoreScale(temperature, slope, offset);
        var right = behind.Select(gaps => random.NextDouble() < scale.Of(Share(gaps, temperature))).ToArray();

        var found = ScoreScaleSearch.Find(t => [.. behind.Zip(right, (gaps, isRight) => Row(Share(gaps, t), isRight))]);

        var worst = behind.Max(
            gaps => Math.Abs(found.Of(Share(gaps, found.Temperature)) - scale.Of(Share(gaps, temperature))));
        Assert.True(worst < 0.02, $"{found}: {worst}");

        static double Share((double Second, double Third) gaps, double t) =>
            1 / (1 + Math.Exp(-gaps.Second / t) + Math.Exp(-gaps.Third / t));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Fit_AllAlike_StaysFinite(bool isRight)
    {
        var scaling = PlattScaling.Fit([.. Enumerable.Range(1, 50).Select(i => Row(i / 51.0, isRight))]);

        Assert.True(
            double.IsFinite(scaling.Offset) && double.IsFinite(scaling.Loss) && scaling.Slope is >= 0.1 and <= 10,
            $"{scaling}");
    }

    [Fact]
    public void Fit_SurerOnesWrong_KeepsTheOrderOfScores() =>
        Assert.Equal(0.1, PlattScaling.Fit([.. Enumerable.Range(1, 50).Select(i => Row(i / 51.0, i < 25))]).Slope);

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

    private static bool Close(double a, double b) => Math.Abs(a - b) < 1e-9;

    private static ScoredRow Row(double score, bool isRight) => new(score, isRight);
}
