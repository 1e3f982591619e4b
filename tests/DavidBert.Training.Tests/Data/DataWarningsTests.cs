using DavidBert.Training.Data;

namespace DavidBert.Training.Tests.Data;

public sealed class DataWarningsTests
{
    private static readonly LabelledPhrase[] Sound =
    [
        Row.Of("big", "size", line: 2), Row.Of("fishy", "smell", line: 3), Row.Of("such", "-", line: 4),
    ];

    [Fact]
    public void Of_SoundRows_IsEmpty() => Assert.Empty(Warnings(Sound));

    [Fact]
    public void Of_ConflictsAndRepetitions_NamesTheirLines()
    {
        LabelledPhrase[] rows =
        [
            .. Sound, Row.Of("Big", "age", line: 5), Row.Of("fishy", "smell", line: 6),
            Row.Of("large", "size", "mass", line: 7), Row.Of("large", "mass", "size", line: 8),
        ];

        string[] warnings = [.. Warnings(rows)];

        Assert.Equal(2, warnings.Length);
        Assert.Contains(
            "2 rows give the same phrase different answers (line 2, 5)", warnings[0], StringComparison.Ordinal);
        Assert.Contains("2 rows say what an earlier row says (line 6, 8)", warnings[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Of_OneAnswerOrOneInTwoSpellings_SaysSo()
    {
        Assert.Contains("only answer", Assert.Single(Warnings([Sound[0], Sound[2]])), StringComparison.Ordinal);
        Assert.Contains(
            "'size' and 'Size' differ in case alone",
            Assert.Single(Warnings([.. Sound, Row.Of("tiny", "Size", line: 5)])), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_TinyDev_SaysThatItsAccuracySaysLittle()
    {
        LabelledPhrase[] rows = [.. Sound, Row.Of("old", "age", split: DataPart.Dev, line: 5)];

        Assert.Contains("Dev has 1 row(s) (line 5)", Assert.Single(Warnings(rows)), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Warnings(LabelledPhrase[] rows) => DataWarnings.Of(
        new Lexicon(rows, []), Array.Exists(rows, row => row.Split is not null)
            ? DataSplit.Of(rows, seed: 1)
            : DataSplit.AllToTrain(rows));
}
