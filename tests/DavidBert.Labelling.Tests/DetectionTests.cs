using System.Text;

namespace DavidBert.Labelling.Tests;

/// <summary>What is found out about a table that nobody describes.</summary>
public sealed class DetectionTests : IDisposable
{
    private readonly TableBench bench = new();

    public void Dispose() => bench.Dispose();

    [Theory]
    [InlineData("id,phrase\n1,fishy\n2,\"large, very\"\n", ',')]
    [InlineData("id;phrase\n1;fishy\n2;\"large; very, indeed\"\n", ';')]
    [InlineData("id\tphrase\n1\tfishy\n", '\t')]
    [InlineData("id|phrase\n1|fishy, or so\n", '|')]
    [InlineData("phrase\nfishy\nlarge\n", ',')]
    public async Task OpenAsync_Csv_FindsTheSeparator(string table, char separator)
    {
        await using var input = await OpenAsync(Encoding.UTF8.GetBytes(table), "a.csv");

        Assert.Equal(separator, input.Layout.Dialect.Separator);
        Assert.Equal("phrase", input.Layout.Column);
    }

    [Theory]
    [InlineData("phrase\nfishy", LineEnd.Lf)]
    [InlineData("phrase\r\nfishy", LineEnd.CrLf)]
    [InlineData("phrase\rfishy\r", LineEnd.Cr)]
    [InlineData("phrase", LineEnd.Lf)]
    public async Task OpenAsync_Csv_FindsTheLineEnd(string table, LineEnd lineEnd)
    {
        await using var input = await OpenAsync(Encoding.UTF8.GetBytes(table), "a.csv");

        Assert.Equal(lineEnd, input.Layout.Dialect.LineEnd);
    }

    [Theory]
    [InlineData("utf-8", true, TableEncoding.Utf8)]
    [InlineData("utf-8", false, TableEncoding.Utf8)]
    [InlineData("utf-16", true, TableEncoding.Utf16)]
    [InlineData("utf-16", false, TableEncoding.Utf16)]
    [InlineData("utf-16BE", true, TableEncoding.Utf16BigEndian)]
    [InlineData("utf-16BE", false, TableEncoding.Utf16BigEndian)]
    public async Task LabelAsync_AnyEncoding_IsFoundAndKept(string name, bool hasMark, TableEncoding expected)
    {
        var encoding = Encoding.GetEncoding(name);
        byte[] Bytes(string text) => [.. hasMark ? encoding.GetPreamble() : [], .. encoding.GetBytes(text)];
        var table = Bytes("phrase\tnote\r\nfishy\tcafé\r\n");
        await using var input = await OpenAsync(table, "a.tsv");
        var (output, _) = await bench.LabelAsync(table, name: "a.tsv");

        Assert.Equal((expected, hasMark), (input.Layout.Dialect.Encoding, input.Layout.Dialect.HasMark));
        var score = bench.Predictor.Predict("fishy").Score!.Value.ToString("F4", null);
        Assert.Equal(Bytes($"phrase\tnote\tword\tscore\terror\r\nfishy\tcafé\tsmell\t{score}\t\r\n"), output);
    }

    [Theory]
    [InlineData("a.csv", TableFormat.Csv)]
    [InlineData("a.TSV.gz", TableFormat.Tsv)]
    [InlineData("a.txt", TableFormat.Txt)]
    [InlineData("a.ndjson", TableFormat.Jsonl)]
    [InlineData("a.data", null)]
    [InlineData("csv", null)]
    public void TableNameFormat_AnyName_IsToldByItsEnd(string name, TableFormat? format) =>
        Assert.Equal(format, TableName.Format(name));

    [Fact]
    public void Endings_EveryFormat_HasOne()
    {
        var named = TableName.Endings.Split([", ", " "], StringSplitOptions.RemoveEmptyEntries)
            .Select(word => TableName.Format($"a{word}"));

        Assert.Superset(Enum.GetValues<TableFormat>().Cast<TableFormat?>().ToHashSet(), named.ToHashSet());
    }

    [Theory]
    [InlineData("""{"phrase":"fishy"}""", TableFormat.Jsonl)]
    [InlineData("phrase\nfishy", TableFormat.Csv)]
    public async Task OpenAsync_NoName_TellsTheFormatByTheContent(string table, TableFormat format)
    {
        await using var input = await OpenAsync(Encoding.UTF8.GetBytes(table), null);

        Assert.Equal(format, input.Layout.Dialect.Format);
    }

    [Theory]
    [InlineData("id\tphrase\n1\t\"fishy\"\n", true)]
    [InlineData("id\tphrase\n1\t\"a\ttab\"\n", true)]
    [InlineData("id\tphrase\n1\t\"very\" fishy\n", false)]
    [InlineData("id\tphrase\n1\t6\" of snow\n", false)]
    [InlineData("id\tphrase\n1\t\"fishy\n2\tlarge\n", false)]
    public async Task OpenAsync_Tsv_HasQuotesWhereTheyAreWhole(string table, bool hasQuotes)
    {
        await using var input = await OpenAsync(Encoding.UTF8.GetBytes(table), "a.tsv");

        Assert.Equal(hasQuotes, input.Layout.Dialect.Quote is not null);
    }

    [Theory]
    [InlineData("a,Phrase\n1,2", null, "Phrase")]
    [InlineData("text,b\n1,2", null, "text")]
    [InlineData("text,phrase\n1,2", null, "phrase")]
    [InlineData("anything\n1", null, "anything")]
    [InlineData("a,b\n1,2", "b", "b")]
    [InlineData("a,b\n1,2", "2", "b")]
    [InlineData("2,b\n1,2", "2", "2")]
    [InlineData("a, B \n1,2", "b", " B ")]
    public async Task OpenAsync_Column_IsNamedOrFound(string table, string? column, string expected)
    {
        await using var input = await OpenAsync(
            Encoding.UTF8.GetBytes(table),
            "a.csv",
            new LabelOptions { Column = column });

        Assert.Equal(expected, input.Layout.Column);
    }

    [Theory]
    [InlineData("a,b\n1,2", null, "no_column")]
    [InlineData("a,b\n1,2", "c", "no_column")]
    [InlineData("a,b\n1,2", "3", "no_column")]
    [InlineData("a,a\n1,2", "a", "ambiguous_column")]
    [InlineData("", null, "empty_file")]
    [InlineData("\n\n", null, "empty_file")]
    [InlineData("PK\u0003\u0004zip", null, "binary")]
    [InlineData("%PDF-1.7", null, "binary")]
    [InlineData("\u0001\u0002\u0003\u0004\u0005a,b", null, "binary")]
    public async Task LabelAsync_NoSuchTable_SaysWhy(string table, string? column, string code) =>
        Assert.Equal(
            code,
            await bench.FailAsync(Encoding.UTF8.GetBytes(table), new LabelOptions { Column = column }, "a.csv"));

    [Fact]
    public async Task LabelAsync_NoColumn_ListsTheColumns()
    {
        var e = await Assert.ThrowsAsync<LabelException>(() => bench.LabelAsync("name,remark\nx,y\n"));

        Assert.Contains("name, remark", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LabelAsync_NoColumn_ShowsNamesShortAndWithoutControlCharacters()
    {
        var e = await Assert.ThrowsAsync<LabelException>(
            () => bench.LabelAsync($"red\u001b[31m ink on white paper,{new string('x', 10_000)}\nx,y\n"));

        Assert.Contains("red [31m ink on white paper, xxx", e.Message, StringComparison.Ordinal);
        Assert.InRange(e.Message.Length, 1, 300);
    }

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xFE, 0, 0, 0x61, 0, 0, 0 })]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x61, 0, 0x0A, 0, 0x62 })]
    public async Task LabelAsync_EncodingThatCannotBe_SaysSo(byte[] table) =>
        Assert.Equal("wrong_encoding", await bench.FailAsync(table));

    private static Task<TableInput> OpenAsync(byte[] table, string? name, LabelOptions? options = null) =>
        TableInput.OpenAsync(new MemoryStream(table), options ?? new LabelOptions(), name);

    [Theory]
    [InlineData("[\n  {\n    \"phrase\": \"fishy\"\n  }\n]\n")]
    [InlineData("[{\"phrase\":\"fishy\"},\n {\"phrase\":\"the\"}]\n")]
    [InlineData("[{\"phrase\":\"fishy\"}]\n")]
    public async Task LabelAsync_ArrayNamedJsonl_IsAnArray(string table) =>
        Assert.StartsWith("[", await bench.LabelAsync(table, name: "a.jsonl"), StringComparison.Ordinal);

    [Fact]
    public async Task LabelAsync_LinesOfArraysNamedJsonl_StayLines() => Assert.Contains(
        "no_object",
        await bench.LabelAsync("[{\"phrase\":\"a\"}]\n[{\"phrase\":\"b\"}]\n", name: "a.jsonl"),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("<!DOCTYPE html>\n<p>fishy</p>\n", "a.csv")]
    [InlineData("\n <HTML><body>\n", null)]
    [InlineData("<?xml version=\"1.0\"?>\n<a/>\n", "a.txt")]
    [InlineData("{\\rtf1 fishy}\n", "a.tsv")]
    public async Task LabelAsync_DocumentNamedLikeATable_IsRefused(string table, string? name) =>
        Assert.Equal(TableError.NotRows, await bench.FailAsync(Encoding.UTF8.GetBytes(table), name: name));

    [Fact]
    public async Task LabelAsync_DocumentWithAFormatGiven_IsRead() => Assert.Contains(
        "<html> fishy,smell,",
        await bench.LabelAsync("phrase\n<html> fishy\n", new LabelOptions { Format = TableFormat.Csv }),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("phrase\nfishy\n\u001A", null)]
    [InlineData("phrase\nfishy\n\u001A\u001A\u001A", "a.csv")]
    [InlineData("fishy\n\u001A\u001A", "a.txt")]
    [InlineData("{\"phrase\":\"fishy\"}\n\u001A\u001A", "a.jsonl")]
    [InlineData("[{\"phrase\":\"fishy\"}]\n\u001A", "a.json")]
    [InlineData("[]\u001A\u001A", "a.json")]
    public async Task LabelAsync_SignOfTheEnd_IsNoRow(string table, string? name)
    {
        var (output, report) = await bench.LabelAsync(Encoding.UTF8.GetBytes(table), name: name);

        Assert.Equal((report.Labelled, 0), (report.Rows, report.Errors.Count));
        Assert.EndsWith("\u001A", Encoding.UTF8.GetString(output), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LabelAsync_ColumnAskedOfAText_IsRefused()
    {
        Assert.Equal(
            TableError.NoColumn,
            await bench.FailAsync("id,remark\n1,fishy\n"u8.ToArray(), new LabelOptions { Column = "remark" }, "a.txt"));
        Assert.Contains(
            "fishy\tsmell",
            await bench.LabelAsync("fishy\n", new LabelOptions { Column = "phrase" }, "a.txt"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task LabelAsync_MostRowsEndInASeparator_HaveAnEmptyLastCell()
    {
        var (output, report) = await bench.LabelAsync("phrase,id\nfishy,1,\nlarge,2,\nthe,3\n"u8.ToArray());

        Assert.Empty(report.Errors);
        Assert.StartsWith("phrase,id,,word,score,error\nfishy,1,,smell,", Encoding.UTF8.GetString(output), StringComparison.Ordinal);
        Assert.Contains("\nthe,3,,", Encoding.UTF8.GetString(output), StringComparison.Ordinal);
    }
}
