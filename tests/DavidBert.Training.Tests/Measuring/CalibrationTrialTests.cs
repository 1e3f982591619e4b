using DavidBert.Bundles;
using DavidBert.Training.Measuring;
using DavidBert.Training.Tests.Data;

namespace DavidBert.Training.Tests.Measuring;

public sealed class CalibrationTrialTests
{
    private static readonly Calibration Old = new(new ScoreScale(1, 1, 0), 0.9);

    [Fact]
    public void Of_ScoresThatAreFarTooSure_ChoosesAScaleThatIsLessSure()
    {
        var trial = Trial(400, overconfidence: 3);

        Assert.StartsWith("A new scale", trial.Verdict, StringComparison.Ordinal);
        Assert.True(trial.Chosen.Scores.Of(0.99) < 0.95, $"{trial.Chosen}");
        Assert.NotEqual(Old.ConfidentAt, trial.Chosen.ConfidentAt);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Of_ScoresThatAreRightAlready_KeepsTheScaleOrOneNearIt(int seed)
    {
        var scores = Trial(2_000, overconfidence: 1, seed).Chosen.Scores;

        Assert.All([0.5, 1.5, 3], odds => Assert.Equal(Share(odds), scores.Of(Share(odds / scores.Temperature)), 0.05));
    }

    [Fact]
    public void Of_AllRowsRight_KeepsTheScaleAsNothingTellsTheWrongOnes()
    {
        var trial = CalibrationTrial.Of(
            Old, FoldOf(100), _ => [.. Enumerable.Range(1, 100).Select(i => new ScoredRow(i / 101.0, true))]);

        Assert.Equal(Old.Scores, trial.Chosen.Scores);
        Assert.Contains("100 of 100 answers are right", trial.Verdict, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_SurerRowsWrong_NeverFlattensTheScale()
    {
        var trial = CalibrationTrial.Of(
            Old, FoldOf(100), _ => [.. Enumerable.Range(1, 100).Select(i => new ScoredRow(i / 101.0, i < 50))]);

        Assert.Equal(Old.Scores, trial.Chosen.Scores);
        Assert.Null(trial.Chosen.ConfidentAt);
    }

    [Fact]
    public void Of_FewRows_KeepsEverythingAndSaysHowManyAreNeeded()
    {
        var bundle = Path.GetDirectoryName(Repository.Lexicon)!;

        var trial = CalibrationTrial.Of(bundle, [Row.Of("fishy", "smell"), Row.Of("such", "-")], []);

        Assert.Equal(Calibration.Of(bundle), trial.Chosen);
        Assert.Contains("1 rows", trial.Verdict, StringComparison.Ordinal);
        Assert.Contains("50 are needed", trial.Verdict, StringComparison.Ordinal);
    }

    /// <summary>Answers whose log odds are <paramref name="overconfidence"/> times those of being right.</summary>
    private static CalibrationTrial Trial(int rows, double overconfidence, int seed = 1)
    {
        var random = new Random(seed);
        (double Odds, bool IsRight)[] drawn =
        [
            .. Enumerable.Range(0, rows).Select(_ => random.NextDouble() * 4)
                .Select(odds => (odds * overconfidence, random.NextDouble() < Share(odds))),
        ];
        return CalibrationTrial.Of(
            Old, FoldOf(rows), t => [.. drawn.Select(row => new ScoredRow(Share(row.Odds / t), row.IsRight))]);
    }

    private static double Share(double odds) => 1 / (1 + Math.Exp(-odds));

    private static int[] FoldOf(int rows) => [.. Enumerable.Range(0, rows).Select(i => i % 5)];
}
