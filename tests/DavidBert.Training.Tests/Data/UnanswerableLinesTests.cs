using DavidBert.Training.Data;

namespace DavidBert.Training.Tests.Data;

public sealed class UnanswerableLinesTests
{
    private static readonly LabelledPhrase[] Rows = [Row.Of("very chonky", "size"), Row.Of("fishy", "smell")];

    [Fact]
    public void Epoch_ManyLines_AreAllDifferentInKindAndHaveNoAnswer()
    {
        TrainingPair[] lines = [.. UnanswerableLines.Epoch(Rows, seed: 1, epoch: 0, count: 2_000)];

        Assert.All(lines, line => Assert.True(line.Word is LabelledPhrase.NoAnswer && line.Phrase.Trim().Length > 0));
        Assert.InRange(lines.Count(line => line.Phrase.Any(char.IsAsciiDigit)), 300, 500);
        Assert.InRange(lines.Count(line => line.Phrase.Any(c => c > 'z')), 300, 500);
        Assert.InRange(lines.Count(line => line.Phrase.Contains("fishy", StringComparison.Ordinal)), 300, 500);
        Assert.InRange(lines.Select(line => line.Phrase).Distinct(StringComparer.Ordinal).Count(), 1_950, 2_000);
    }

    [Fact]
    public void Epoch_SameSeedAndEpoch_IsTheSameAndAnotherIsNot()
    {
        var first = UnanswerableLines.Epoch(Rows, 1, 2, 50).ToArray();

        Assert.Equal(first, UnanswerableLines.Epoch(Rows, 1, 2, 50));
        Assert.NotEqual(first, UnanswerableLines.Epoch(Rows, 1, 3, 50));
        Assert.NotEqual(first, UnanswerableLines.Epoch(Rows, 2, 2, 50));
    }

    [Fact]
    public void Epoch_AgainstTheCommittedList_DrawsNoneOfItsLines()
    {
        var list = File.ReadAllLines(Repository.Golden("unanswerable.txt")).ToHashSet(StringComparer.OrdinalIgnoreCase);

        Assert.DoesNotContain(
            Enumerable.Range(0, 10).SelectMany(epoch => UnanswerableLines.Epoch(Rows, seed: 1, epoch, count: 2_000)),
            line => list.Contains(line.Phrase));
    }
}
