using System.Text;
using DavidBert.Bundles;

namespace DavidBert.Labelling.Tests;

/// <summary>What is written for a row, in each format.</summary>
public sealed class RowTests : IDisposable
{
    private readonly TableBench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task LabelAsync_Csv_AddsWordScoreAndError() => Assert.Equal(
        $"phrase,id,word,score,error\nfishy,1,smell,{Score("fishy")},\n,2,,,empty\n漢,3,,,unreadable\n",
        await bench.LabelAsync("phrase,id\nfishy,1\n,2\n漢,3\n"));

    [Fact]
    public async Task LabelAsync_TopK_AddsColumnsBehindTheError()
    {
        var answer = bench.Predictor.Predict("fishy", 3).TopK!;
        var cells = answer.Select(k => $"{k.Word},{k.Score:F4}").ToArray();

        Assert.Equal(
            $"phrase,word,score,error,word_2,score_2,word_3,score_3\nfishy,{cells[0]},,{cells[1]},{cells[2]}\n",
            await bench.LabelAsync("phrase\nfishy\n", new LabelOptions { TopK = 3 }));
    }

    [Fact]
    public async Task LabelAsync_MinimumScore_LeavesTheWordOutAndKeepsTheScore()
    {
        var bytes = Encoding.UTF8.GetBytes("phrase\nfishy\nthe\n");
        var (output, report) = await bench.LabelAsync(bytes, new LabelOptions { MinimumScore = 0.5 });

        Assert.Equal(
            $"phrase,word,score,error\nfishy,smell,{Score("fishy")},\nthe,,{Score("the")},\n",
            Encoding.UTF8.GetString(output));
        Assert.Equal((2, 1, 1), (report.Rows, report.Labelled, report.BelowMinimum));
    }

    [Theory]
    [InlineData("phrase,word", "davidbert_word,davidbert_score,davidbert_error")]
    [InlineData("phrase,WORD ", "davidbert_word,davidbert_score,davidbert_error")]
    [InlineData("phrase,score,davidbert_word", "davidbert_2_word,davidbert_2_score,davidbert_2_error")]
    public async Task LabelAsync_NamesThatAreTaken_AreNotUsedAgain(string header, string added) =>
        Assert.StartsWith($"{header},{added}\n", await bench.LabelAsync($"{header}\n"), StringComparison.Ordinal);

    [Fact]
    public async Task LabelAsync_ConfiguredNames_AreQuotedWhereTheyMust() => Assert.StartsWith(
        "phrase,\"a, b\",wie sehr,Fehler\n",
        await bench.LabelAsync(
            "phrase\n",
            new LabelOptions { WordName = "a, b", ScoreName = "wie sehr", ErrorName = "Fehler" }),
        StringComparison.Ordinal);

    [Fact]
    public async Task LabelAsync_RaggedRows_KeepTheirPlaces() => Assert.Equal(
        $"id,phrase,note,word,score,error\n1,fishy,,smell,{Score("fishy")},\n2,,,,,empty\n\n"
            + "3,large, very,large,,,extra_cells\n",
        await bench.LabelAsync("id,phrase,note\n1,fishy\n2\n\n3,large, very,large\n"));

    [Fact]
    public async Task LabelAsync_LoneQuote_CostsItsLineOnly()
    {
        const string Table = "id,phrase\n1,\"fishy\n2,large\n3,\"la\"\"rge\n4\",\"very \"\"large\"\"\"\n5,\"x\n";
        var lines = (await bench.LabelAsync(Table)).Split('\n');

        Assert.Equal("1,\"fishy,,,lone_quote", lines[1]);
        Assert.Equal($"2,large,size,{Score("large")},", lines[2]);
        Assert.Equal("3,\"la\"\"rge,,,lone_quote", lines[3]);
        Assert.Equal($"4\",\"very \"\"large\"\"\",size,{Score("very \"large\"")},", lines[4]);
        Assert.Equal("5,\"x,,,lone_quote", lines[5]);
    }

    [Fact]
    public async Task LabelAsync_TextAfterAQuote_IsPartOfTheCell() => Assert.Equal(
        $"phrase,id,word,score,error\n\"very\" large,1,size,{Score("very large")},\n",
        await bench.LabelAsync("phrase,id\n\"very\" large,1\n"));

    [Fact]
    public async Task LabelAsync_BrokenUtf8_IsKeptAndReportedWhereThePhraseIsBroken()
    {
        byte[] table = [.. "phrase,id\nfishy,\xFF"u8[..16], 0xFF, 0xFE, .. "\nfis"u8, 0xC3, .. "hy,\0\n"u8];
        var (output, report) = await bench.LabelAsync(table);

        Assert.Equal<byte[]>(
            [
                .. "phrase,id,word,score,error\n"u8, .. table.AsSpan("phrase,id\n".Length, 8),
                .. Encoding.UTF8.GetBytes($",smell,{Score("fishy")},\nfis"), 0xC3,
                .. "hy,\0,,,bad_encoding\n"u8,
            ],
            output);
        Assert.Equal<long>([3], report.Errors["bad_encoding"].FirstLines);
    }

    [Fact]
    public async Task LabelAsync_LoneCarriageReturn_IsTextAmongLineFeeds() => Assert.Equal(
        $"phrase,id,word,score,error\nvery\rlarge,1,size,{Score("very large")},\n",
        await bench.LabelAsync("phrase,id\nvery\rlarge,1\n"));

    [Fact]
    public async Task LabelAsync_Txt_BecomesTabsInQuotesWhereNeeded() => Assert.Equal(
        $"phrase\tword\tscore\terror\r\nfishy\tsmell\t{Score("fishy")}\t\r\n"
            + $"\"very\tlarge\"\tsize\t{Score("very large")}\t\r\n"
            + $"\t\t\tempty\r\n\"\"\"fishy\"\"\"\tsmell\t{Score("\"fishy\"")}\t\r\nlarge\tsize\t{Score("large")}\t",
        await bench.LabelAsync("fishy\r\nvery\tlarge\r\n\r\n\"fishy\"\r\nlarge", name: "a.txt"));

    [Fact]
    public async Task LabelAsync_EscapeFormulas_PrefixesWhatWouldRun()
    {
        const string Table = "phrase,=a()\n=1+1,-5\n\"@SUM(\"\"x\"\")\",+1.5e3\n-2+3,\"\ttab\"\nfishy,a=b\n";
        var lines = (await bench.LabelAsync(Table, new LabelOptions { EscapeFormulas = true })).Split('\n');

        Assert.StartsWith("phrase,'=a(),word", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("'=1+1,-5,", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("\"'@SUM(\"\"x\"\")\",+1.5e3,", lines[2], StringComparison.Ordinal);
        Assert.StartsWith("'-2+3,\"'\ttab\",", lines[3], StringComparison.Ordinal);
        Assert.StartsWith("fishy,a=b,smell", lines[4], StringComparison.Ordinal);
    }

    [Fact]
    public async Task LabelAsync_EscapeFormulasInUtf16_ChangesNothingElse()
    {
        byte[] Bytes(string text) => [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(text)];
        byte[] lone = [0x00, 0xD8];
        byte[] table = [.. Bytes("phrase;x\né漢;"), .. lone, .. Bytes("q;")[2..^2], .. Bytes("\n\u1234;=1\n")[2..]];
        var (output, _) = await bench.LabelAsync(table, new LabelOptions { EscapeFormulas = true, Separator = ';' });

        Assert.Equal<byte[]>(
            [
                .. Bytes("phrase;x;word;score;error\né漢;"), .. lone, .. Bytes(
                    $"q;;;unreadable\n\u1234;'=1;;;unreadable\n")[2..],
            ],
            output);
    }

    [Theory]
    [InlineData("=1")]
    [InlineData("a\nb")]
    [InlineData(" ")]
    [InlineData("score")]
    public void TableLabeller_NameThatCannotBe_IsRefused(string name) =>
        Assert.Throws<LabelException>(() => new TableLabeller(bench.Predictor, new LabelOptions { WordName = name }));

    [Fact]
    public void LabelTally_PhraseThatNoWordFits_IsNeitherLabelledNorBelowTheMinimum()
    {
        var phrase = new EncodedPhrase(0, [], 0, Truncated: false, Definition: null, ReadAs: null);
        var answer = new RowAnswer("hello", error: null)
        {
            Answer = Answer.Unanswered("hello", [new ScoredWord("size", 0.1f)], phrase, confidentAt: null, shareOfNothing: null),
        };
        var report = ReportOf(answer, tellsConfidence: false);

        Assert.Equal((1, 0, 0), (report.Rows, report.Labelled, report.BelowMinimum));
        Assert.Equal<long>([7], report.Unanswered!.FirstLines);
        Assert.Equal<long>([7, 7], report.And(report).Unanswered!.FirstLines);
        Assert.Equal([null, null, null], answer.Cells(new LabelOptions()));
    }

    [Fact]
    public void LabelTally_TypingErrorReadAsMeant_IsCountedAndShown()
    {
        var phrase = new EncodedPhrase(0, [], 0, Truncated: false, Definition: null, ReadAs: "large");
        var report = ReportOf(
            new RowAnswer("lagre", error: null)
            {
                Answer = Answer.Of("lagre", [new ScoredWord("size", 0.95f)], phrase, confidentAt: 0.9, shareOfNothing: null),
            },
            tellsConfidence: true);

        Assert.Equal((1L, 1L), (report.Labelled, report.Confident));
        Assert.Equal(1, report.ReadAs!.Count);
        Assert.Equal(["confident", "read as meant"], LabelCounts.Of(report).Select(count => count.Name));
        Assert.Equal(
            new ExampleRow(7, "lagre", "size", 0.95, "large"), Assert.Single(report.And(report).Examples!.LeastSure));
    }

    private static LabelReport ReportOf(RowAnswer answer, bool tellsConfidence)
    {
        var tally = new LabelTally(Layout, new LabelOptions(), new ModelIdentity("a", "1"), tellsConfidence);
        tally.Add(answer, line: 7, takesLines: false);
        return tally.Report(seconds: 0);
    }

    private static TableLayout Layout => new()
    {
        Dialect = new TableDialect { Format = TableFormat.Txt },
        Columns = ["phrase"],
        Column = "phrase",
        ColumnIndex = 0,
        Added = AddedNames.Of(new LabelOptions(), []),
        Start = default,
        OutputStart = [],
    };

    private string Score(string phrase) => $"{bench.Predictor.Predict(phrase).Score:F4}";
}
