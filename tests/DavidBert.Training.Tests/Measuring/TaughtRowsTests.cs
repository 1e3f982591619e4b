using DavidBert.Training.Data;
using DavidBert.Training.Measuring;

namespace DavidBert.Training.Tests.Measuring;

/// <summary>What the default bundle was taught, it knows: it has seen every row of its lexicon.</summary>
public sealed class TaughtRowsTests
{
    private const double LeastTop1 = 0.97;
    private const double LeastTop5 = 0.99;

    [Fact]
    public void Lexicon_EveryPartAndKind_IsKnown()
    {
        var rows = Lexicon.Read(Repository.Lexicon).Rows;
        var answers = BundleAnswers.Of(Repository.DefaultBundle, rows);
        var answered = rows.Zip(answers, (row, words) => new AnsweredRow(row, words)).ToArray();

        var parts = answered.GroupBy(row => (row.Row.Part, row.Row.Kind))
            .Select(part => (
                Name: $"{part.Key.Part}, {part.Key.Kind}", Rows: part.Count(),
                Top1: part.Average(row => row.IsRightWithin(1) ? 1.0 : 0),
                Top5: part.Average(row => row.IsRightWithin(5) ? 1.0 : 0)))
            .OrderBy(part => part.Name, StringComparer.Ordinal).ToArray();

        Assert.Equal(Enum.GetValues<DataPart>().Length * Enum.GetValues<PhraseKind>().Length, parts.Length);
        Assert.All(parts, part => Assert.True(
            part.Top1 >= LeastTop1 && part.Top5 >= LeastTop5,
            $"{part.Name}: {part.Top1:F4} of {part.Rows} rows are right, {part.Top5:F4} within five words; "
            + $"{LeastTop1} and {LeastTop5} are promised."));
    }
}
