using DavidBert.Training.Data;
using DavidBert.Training.Learning;
using DavidBert.Training.Measuring;
using DavidBert.Training.Reports;
using DavidBert.Training.Tests.Data;

namespace DavidBert.Training.Tests.Reports;

public sealed class TrainingReportTests
{
    [Fact]
    public void Write_WholeTraining_TellsEverythingAsked()
    {
        using var file = new TemporaryFile("report.md");

        Report().Write(file.Path);

        var text = File.ReadAllText(file.Path);
        Assert.Contains("# Training of david\n", text, StringComparison.Ordinal);
        Assert.Contains("![Loss and accuracy over the epochs](curves.png)", text, StringComparison.Ordinal);
        Assert.Contains("| encoder learning rate | 2e-4  |", text, StringComparison.Ordinal);
        Assert.Contains("my pairs.tsv: 6 rows; bad rows left out: 2.", text, StringComparison.Ordinal);
        Assert.Contains("|    7 | the answer is empty", text, StringComparison.Ordinal);
        Assert.Contains("were given a slot: sharpness.", text, StringComparison.Ordinal);
        Assert.Contains("| test, words   |    2 | 0.500 | 0.500 |", text, StringComparison.Ordinal);
        Assert.Contains("| test, phrases |    1 | 0.000 | 1.000 |", text, StringComparison.Ordinal);
        Assert.Contains("| test, all     |    3 | 0.333 | 0.667 |", text, StringComparison.Ordinal);
        Assert.Contains("| size     | age      |     1 |", text, StringComparison.Ordinal);
        Assert.Contains("2 of 2, evenly spread.", text, StringComparison.Ordinal);
        Assert.Contains("|     2 |   524 |", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_TextWithMarkup_EscapesIt()
    {
        var text = Report().ToMarkdown();

        Assert.Contains("a \\| b \\*c\\* \\<d\\>", text, StringComparison.Ordinal);
        Assert.All(
            text.Split('\n').Where(line => line.Contains("a \\| b", StringComparison.Ordinal)),
            line => Assert.EndsWith(" |", line, StringComparison.Ordinal));
    }

    [Fact]
    public void Write_EveryTable_HasAsManyCellsInEachRow()
    {
        var tables = Report().ToMarkdown().Split("\n\n").Where(block => block.StartsWith('|')).ToList();

        Assert.True(tables.Count >= 8);
        Assert.All(tables, table => Assert.Single(table.Trim().Split('\n').Select(Cells).Distinct()));

        static int Cells(string line) => line.Replace("\\|", "", StringComparison.Ordinal).Count(c => c == '|');
    }

    [Fact]
    public void Write_NothingEvaluated_StillTellsOfDataAndSettings()
    {
        var text = (Report() with { Evaluations = [], Curves = null, History = TrainingHistory.Empty }).ToMarkdown();

        Assert.Contains("## Settings", text, StringComparison.Ordinal);
        Assert.DoesNotContain("## Results", text, StringComparison.Ordinal);
        Assert.DoesNotContain("![", text, StringComparison.Ordinal);
    }

    private static TrainingReport Report()
    {
        LabelledPhrase[] rows =
        [
            Row.Of("keen", "sharpness"),
            Row.Of("old", "age"),
            Row.Of("such", "-"),
            Row.Of("fishy", "smell", split: DataPart.Test, line: 4),
            Row.Of("a | b *c* <d>", "size", "weight", split: DataPart.Test, line: 5),
            Row.Of("huge", "size", split: DataPart.Test, line: 6),
        ];
        var split = DataSplit.Of(rows, seed: 1);
        IReadOnlyList<ScoredWord>[] answers =
            [[new("smell", 0.9f)], [new("age", 0.5f), new("weight", 0.25f)], [new("price", 0.5f)]];
        return new TrainingReport
        {
            Name = "david",
            Settings = [("encoder learning rate", "2e-4"), ("seed", "1")],
            DataName = "my pairs.tsv",
            Lexicon = new Lexicon(
                rows,
                [new BadRow(7, "the answer is empty", "big\t"), new BadRow(9, "1 column(s); expected 2", "a | b")]),
            Split = split,
            Slots = AnswerSlots.Assign(["[unused0]", "age", "smell", "size", "weight"], rows),
            History = Histories.Of(epochs: 2, stepsPerEpoch: 262),
            Evaluations = [("dev", Evaluation.Of([], [])), ("test", Evaluation.Of(split.Test, answers))],
            Curves = "curves.png",
        };
    }
}
