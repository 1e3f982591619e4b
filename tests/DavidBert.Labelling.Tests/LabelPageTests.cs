using System.Text;
using DavidBert.Bundles;

namespace DavidBert.Labelling.Tests;

/// <summary>What the report counts, shows, and never lets through into its page.</summary>
public sealed class LabelPageTests : IDisposable
{
    private readonly TableBench bench = new(confidentAt: 0.5);

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task LabelAsync_ModelThatTellsConfidence_CountsConfidentAndLow()
    {
        var report = await ReportAsync("phrase\nfishy\nthe\nlarge\n\n-\n,x\n");

        Assert.Equal(4, report.Labelled);
        Assert.Equal(report.Labelled, report.Confident + report.Low!.Count);
        Assert.Equal([3, 6], report.Low!.FirstLines);
        Assert.Equal(["confident", "low", "extra_cells"], LabelCounts.Of(report).Select(count => count.Name));
    }

    [Fact]
    public async Task LabelAsync_ModelThatTellsNoConfidence_CountsNone()
    {
        using var other = new TableBench();
        var (_, report) = await other.LabelAsync("phrase\nfishy\n"u8.ToArray());

        Assert.Null(report.Confident);
        Assert.Null(report.Low);
        Assert.Equal(["with a word"], LabelCounts.Of(report).Select(count => count.Name));
    }

    [Fact]
    public async Task Examples_LongTable_AreTheFirstOfAWordAndTheLeastSureWithoutRepetition()
    {
        var rows = Enumerable.Range(0, 2_000).Select(row => $"{(row % 2 == 0 ? "fishy" : "the")} {row / 4}");
        var examples = (await ReportAsync($"phrase\n{string.Join('\n', rows)}\n")).Examples!;

        Assert.All(examples.Words.Values, found => Assert.InRange(found.Count, 1, LabelExamples.MostOfWord));
        Assert.Equal([2L, 6L, 10L], examples.Words["smell"].Select(row => row.Line));
        Assert.Equal(LabelExamples.MostLeastSure, examples.LeastSure.Count);
        Assert.Equal(examples.LeastSure.OrderBy(row => row.Score).ThenBy(row => row.Line), examples.LeastSure);
        Assert.Distinct(examples.LeastSure.Select(row => row.Phrase));
    }

    [Fact]
    public async Task Examples_LongPhrase_IsCutBetweenCharacters()
    {
        var phrase = $"fishy {new string('a', 113)}😀😀";

        var row = (await ReportAsync($"phrase\n{phrase}\n")).Examples!.LeastSure[0];

        Assert.Equal($"fishy {new string('a', 113)}…", row.Phrase);
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("\"><img src=x onerror=alert(1)>")]
    [InlineData("'fishy' & <b>large</b>")]
    public async Task Write_AnyCell_IsEscaped(string cell)
    {
        var quoted = $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        var (_, report) = await bench.LabelAsync(
            Encoding.UTF8.GetBytes($"{quoted}\nfishy {cell.Replace("\"", "", StringComparison.Ordinal)}\n"));

        var page = Page(report with { Model = new ModelIdentity(cell, cell) }, cell);

        Assert.DoesNotContain(cell, page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<b>large", page, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Write_Page_NeedsNothingElse()
    {
        var page = Page(await ReportAsync("phrase\nfishy\nthe\n\u202Etxt.exe\n"), "a.csv");

        Assert.Contains("content=\"default-src 'none'; style-src 'unsafe-inline'\"", page, StringComparison.Ordinal);
        foreach (var foreign in (string[])["http:", "https:", "//", "src=", "href=", "url(", "@import", "<script"])
        {
            Assert.DoesNotContain(foreign, page, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task Write_SameRows_IsTheSame()
    {
        const string table = "phrase\nfishy\nvery large\nthe\nfishy\n";
        var (one, other) = (await ReportAsync(table), await ReportAsync(table));

        Assert.Equal(Page(one, "a.csv"), Page(other with { Seconds = 1_000 }, "a.csv"));
    }

    [Fact]
    public async Task Write_NoRows_IsAPage() =>
        Assert.Contains("<caption>0 rows</caption>", Page(await ReportAsync("phrase\n"), "a.csv"), StringComparison.Ordinal);

    [Theory]
    [InlineData("phrase\n\"a\nb\"\n", "1 row (line 2) takes several lines")]
    [InlineData("phrase\n\"a\nb\"\n\"c\nd\"\n", "2 rows (line 2 …) take several lines")]
    public async Task Notes_OneRowOrMore_AreGrammatical(string table, string beginning) =>
        Assert.StartsWith(beginning, Assert.Single((await ReportAsync(table)).Notes!), StringComparison.Ordinal);

    private static string Page(LabelReport report, string input) =>
        Encoding.UTF8.GetString(LabelPage.Write(report, input));

    private async Task<LabelReport> ReportAsync(string table) =>
        (await bench.LabelAsync(Encoding.UTF8.GetBytes(table))).Report;
}
