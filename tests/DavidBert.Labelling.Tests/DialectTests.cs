using System.Text;
using CsCheck;

namespace DavidBert.Labelling.Tests;

/// <summary>How tables are written that nobody describes: by spreadsheets, databases and people.</summary>
public sealed class DialectTests : IDisposable
{
    private static readonly string[] Texts =
        [
            "fishy", "very large", "valuable", "a, b", "b; c", "d|e", "say \"hi\"", "two\nlines", "two\r\nlines", "",
            "1,5", "é",
        ];

    private readonly TableBench bench = new();

    public void Dispose() => bench.Dispose();

    [Theory]
    [InlineData("phrase\rfishy\r\"very\nchonky\"\rlarge\r", LineEnd.Cr, 3)]
    [InlineData("id,phrase\r1,fishy\r2,\"very\nchonky\",\r", LineEnd.Cr, 2)]
    [InlineData("phrase\n\"very\r\nchonky\"\nlarge\n", LineEnd.Lf, 2)]
    [InlineData("phrase\r\n\"very\nchonky\"\r\nlarge\r\n", LineEnd.CrLf, 2)]
    [InlineData("phr\rase\nfishy\nlarge\n", LineEnd.Lf, 2)]
    [InlineData("phrase\rfishy\rlarge\n", LineEnd.Cr, 2)]
    public async Task LabelAsync_LineEndsInQuotes_NeverDecide(string table, LineEnd lineEnd, int rows)
    {
        await using var input = await OpenAsync(table, "a.csv");
        var (_, report) = await bench.LabelAsync(Encoding.UTF8.GetBytes(table), name: "a.csv");

        Assert.Equal(lineEnd, input.Layout.Dialect.LineEnd);
        Assert.Equal(rows, report.Rows);
    }

    [Theory]
    [InlineData("1,fishy,a;b;c;d\n2,large,a;b;c;d\n3,loud,a;b;c;d\n", ',', 3)]
    [InlineData("1,fishy,Drama|Crime\n2,large,War|Crime\n", ',', 3)]
    [InlineData("1;2,5;fishy\n2;3,5;large\n", ';', 3)]
    [InlineData("1,5;2,5\n3,5;4,5\n", ';', 2)]
    [InlineData("fishy, large;3\nloud, red;4\n", ';', 2)]
    [InlineData("a,b\tc,d\ne,f\tg,h\n", '\t', 2)]
    [InlineData("1|fishy, or so|x\n2|large|y\n", '|', 3)]
    [InlineData("1,\"a;b\",\"c;d\"\n2,\"e;f\",\"g;h\"\n", ',', 3)]
    public async Task OpenAsync_ListsInCells_DoNotDecideTheSeparator(string table, char separator, int columns)
    {
        await using var input = await OpenAsync(table, "a.csv", new LabelOptions { HasHeader = false, Column = "2" });

        Assert.Equal(separator, input.Layout.Dialect.Separator);
        Assert.Equal(columns, input.Layout.Columns.Count);
    }

    [Theory]
    [InlineData("id\tphrase\n1\t\"fishy\"\n2\t\"very large\n3\tlarge\n4\tvery fishy\"\n", "a.tsv")]
    [InlineData("id,phrase\n1,fishy\n2,\"very large\n3,large\n4,very fishy\"\n", "a.csv")]
    public async Task LabelAsync_QuotesThatAreText_KeepTheRowsApart(string table, string name)
    {
        var (_, report) = await bench.LabelAsync(Encoding.UTF8.GetBytes(table), name: name);

        Assert.Equal(4, report.Rows);
        Assert.Empty(report.Errors);
        Assert.Null(report.OfSeveralLines);
    }

    [Theory]
    [InlineData("phrase\nfishy\n\"good one\nlarge\"\n")]
    [InlineData("id,phrase\n1,fishy\n2,\"good one\nlarge, too\"\n")]
    public async Task LabelAsync_RowOfSeveralLines_IsTold(string table)
    {
        var (_, report) = await bench.LabelAsync(Encoding.UTF8.GetBytes(table), name: "a.csv");

        Assert.Equal(2, report.Rows);
        Assert.Equal<long>([3], report.OfSeveralLines!.FirstLines);
        Assert.Contains("line 3", Assert.Single(report.Notes!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LabelAsync_BackslashesBeforeQuotes_AreEscapes()
    {
        const string Table = "id,phrase\n1,\"the \\\"best\\\", smell\"\n2,large\n";
        var lines = (await bench.LabelAsync(Table, name: "a.csv")).Split('\n');

        Assert.Equal($"1,\"the \\\"best\\\", smell\",{Answer("the \"best\", smell")}", lines[1]);
        Assert.Equal($"2,large,{Answer("large")}", lines[2]);
    }

    [Theory]
    [InlineData("sep=;\nid;phrase\n1;fishy\n", ';')]
    [InlineData("\"sep=|\"\r\nid|phrase\r\n1|fishy\r\n", '|')]
    [InlineData("\uFEFFSEP=\t\rid\tphrase\r1\tfishy\r", '\t')]
    public async Task LabelAsync_SeparatorLine_IsObeyedAndKept(string table, char separator)
    {
        await using var input = await OpenAsync(table, "a.csv");
        var output = await bench.LabelAsync(table, name: "a.csv");

        Assert.Equal(separator, input.Layout.Dialect.Separator);
        Assert.Equal(2, input.Layout.Start.Line - 1);
        Assert.StartsWith(table.Split("id")[0] + "id", output, StringComparison.Ordinal);
        Assert.Contains($"phrase{separator}word{separator}score", output, StringComparison.Ordinal);
        Assert.Contains($"{separator}smell{separator}", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LabelAsync_SkipRows_KeepsThemAboveTheHeader() => Assert.Equal(
        $"My \"survey, 2024\n\nid,phrase,word,score,error\n1,fishy,{Answer("fishy")}\n",
        await bench.LabelAsync(
            "My \"survey, 2024\n\nid,phrase\n1,fishy\n", new LabelOptions { SkipRows = 2 }, "a.csv"));

    [Theory]
    [InlineData("My survey\n\nid,phrase\n1,fishy\n", null, "skip_rows to 1")]
    [InlineData("My survey\nid;phrase\n1;fishy\n2;large\n", null, "skip_rows to 1")]
    [InlineData("Survey,,\nid,answer,x\n1,fishy,x\n", "answer", "skip_rows to 1")]
    public async Task LabelAsync_TitleAboveTheHeader_SaysHowToSkipIt(string table, string? column, string says)
    {
        var options = new LabelOptions { Column = column };
        var e = await Assert.ThrowsAsync<LabelException>(() => bench.LabelAsync(table, options, "a.csv"));

        Assert.Equal("no_column", e.Code);
        Assert.Contains(says, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LabelAsync_RowsThatEndInASeparator_HaveAnEmptyLastCell() => Assert.Equal(
        $"id,phrase,,word,score,error\n1,fishy,,{Answer("fishy")}\n2,large,,{Answer("large")}\n",
        await bench.LabelAsync("id,phrase\n1,fishy,\n2,large,\n", name: "a.csv"));

    [Fact]
    public async Task LabelAsync_TextOfTabs_IsATable()
    {
        byte[] bytes = [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("id\tphrase\r\n1\tfishy\r\n2\tlarge\r\n")];
        var (output, report) = await bench.LabelAsync(bytes, name: "a.txt");

        Assert.Equal(2, report.Rows);
        Assert.StartsWith(
            "id\tphrase\tword\tscore\terror\r\n1\tfishy\tsmell",
            Encoding.Unicode.GetString(output.AsSpan(2)),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.csv", "phrase\r\nfishy\r\n\u001A")]
    [InlineData("a.txt", "fishy\r\n\u001A")]
    [InlineData("a.jsonl", "{\"text\":\"fishy\"}\r\n\u001A")]
    public async Task LabelAsync_ControlZAtTheEnd_IsNoRow(string name, string table)
    {
        var (output, report) = await bench.LabelAsync(Encoding.UTF8.GetBytes(table), name: name);

        Assert.Equal((1, 1), (report.Rows, report.Labelled));
        Assert.Equal(0x1A, output[^1]);
    }

    [Fact]
    public async Task LabelAsync_Windows1252_IsReadAndWrittenAsGiven()
    {
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
        var table = encoding.GetBytes("id,phrase\n1,café\n2,large – very\n");
        var options = new LabelOptions { Encoding = TableEncoding.Windows1252 };
        var (output, report) = await bench.LabelAsync(table, options, "a.csv");

        Assert.False(report.Errors.ContainsKey("bad_encoding"));
        Assert.StartsWith("id,phrase,word,score,error\n1,café,", encoding.GetString(output), StringComparison.Ordinal);
        var (_, guessed) = await bench.LabelAsync(table, name: "a.csv");
        Assert.Contains("windows-1252", Assert.Single(guessed.Notes!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LabelAsync_PhraseThatIsTooLong_IsReported()
    {
        var table = "phrase\nfishy\n" + string.Concat(Enumerable.Repeat("fishy ", 200)) + "\n";
        var (_, report) = await bench.LabelAsync(Encoding.UTF8.GetBytes(table), name: "a.csv");

        Assert.Equal((1, 3), (report.Truncated!.Count, report.Truncated.FirstLines[0]));
        Assert.Contains("beginning", Assert.Single(report.Notes!), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(512)]
    [InlineData(200_000)]
    public async Task LabelAsync_GzipPaddedWithZeros_IsReadAsWithout(int zeros)
    {
        var lines = Enumerable.Range(0, 2_000).Select(i => $"fishy {i * 7919 % 1000}\n");
        var rows = Encoding.UTF8.GetBytes("phrase\n" + string.Concat(lines));
        var compressed = TableBench.Gzip(rows);
        var (expected, _) = await bench.LabelAsync(rows, name: "a.csv");
        var (output, report) = await bench.LabelAsync([.. compressed, .. new byte[zeros]], name: "a.csv.gz");

        Assert.Equal(2_000, report.Rows);
        Assert.Equal(expected, TableBench.Gunzip(output));
        Assert.Equal("damaged", await bench.FailAsync([.. compressed[..^9], .. new byte[zeros]], name: "a.csv.gz"));
        Assert.Equal("damaged", await bench.FailAsync([.. compressed, .. new byte[zeros], 1], name: "a.csv.gz"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task LabelAsync_OutputCompressedOrNot_IsAsAsked(bool isCompressed)
    {
        var table = "phrase\nfishy\n"u8.ToArray();
        var (expected, _) = await bench.LabelAsync(table);
        var (output, _) = await bench.LabelAsync(
            isCompressed ? table : TableBench.Gzip(table),
            name: isCompressed ? "a.csv" : "a.csv.gz",
            run: new LabelRun { IsCompressed = isCompressed });

        Assert.Equal(expected, isCompressed ? TableBench.Gunzip(output) : output);
    }

    [Theory]
    [InlineData(64)]
    [InlineData(2_048)]
    [InlineData(100_000)]
    public async Task LabelAsync_BytesThatAreNotText_AreRefused(int count)
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var bytes = new byte[count];
            new Random(seed).NextBytes(bytes);
            bytes[0] = (byte)'a';
            Assert.Equal("binary", await bench.FailAsync(bytes, name: "a.csv"));
        }
    }

    [Fact]
    public void OpenAsync_AnyTable_IsReadAsItWasWritten() =>
        Gen.Select(
            Gen.Int[0, Texts.Length - 1].Array[3, 20],
            Gen.Char[",;\t|"],
            Gen.OneOf(Gen.Const("\n"), Gen.Const("\r\n"), Gen.Const("\r")),
            Gen.Bool,
            Gen.Enum<TableEncoding>())
        .Sample(
            (texts, separator, lineEnd, quotesAll, encoding) =>
            {
                var cells = texts.Select((text, i) => new[] { $"{i}", Texts[text], $"{i * 3}" });
                string[][] rows = [["id", "phrase", "n"], .. cells];
                var text = Rfc4180.Write(rows, separator, '"', lineEnd, _ => quotesAll) + lineEnd;
                byte[] table = [.. TextEncoding.Mark(encoding), .. TextEncoding.Of(encoding).GetBytes(text)];
                var options = new LabelOptions { Encoding = encoding == TableEncoding.Windows1252 ? encoding : null };
                using var stream = new MemoryStream(table);
                var dialect = TableInput.OpenAsync(stream, options, "a.csv").GetAwaiter().GetResult().Layout.Dialect;
                Assert.Equal((separator, '"', encoding), (dialect.Separator, dialect.Quote, dialect.Encoding));
                Assert.Equal(rows, Cells(table.AsSpan(TextEncoding.Mark(encoding).Length), dialect));
            },
            iter: 2_000);

    [Fact]
    public void OpenAsync_AnyTabsWithLiteralQuotes_HasALineForEachRow() =>
        Gen.Select(
            Gen.Char["ab \"'\\,;"].Array[0, 12].Array[2, 20],
            Gen.OneOf(Gen.Const("\n"), Gen.Const("\r\n")))
        .Sample((cells, lineEnd) =>
        {
            string[] texts = [.. cells.Select(cell => new string(cell))];
            var isOpen = texts.Any(text => text.StartsWith('"') && text.Count(c => c == '"') % 2 == 1);
            var lines = texts.Select((text, i) => $"{i}\t{text}\t{i}{lineEnd}");
            var table = $"id\tphrase\tn{lineEnd}" + string.Concat(lines);
            var (_, report) = bench.LabelAsync(Encoding.UTF8.GetBytes(table), name: "a.tsv").GetAwaiter().GetResult();
            Assert.Equal(texts.Length, report.Rows);
            Assert.False(isOpen && report.Errors.ContainsKey("extra_cells"));
        }, iter: 500);

    private static List<string[]> Cells(ReadOnlySpan<byte> rest, TableDialect dialect)
    {
        var (scanner, cells, rows) = (RecordScanner.Create(dialect), new CellReader(dialect), new List<string[]>());
        while (!rest.IsEmpty)
        {
            var record = scanner.Next(rest, isEnd: true, isFull: false)!.Value;
            cells.Read(rest[..record.Body]);
            rows.Add([.. Enumerable.Range(0, cells.Count).Select(cells.Value)]);
            rest = rest[record.Length..];
        }

        return rows;
    }

    private string Answer(string phrase)
    {
        var answer = bench.Predictor.Predict(phrase);
        return $"{answer.Word},{answer.Score:F4},";
    }

    private static Task<TableInput> OpenAsync(string table, string? name, LabelOptions? options = null) =>
        TableInput.OpenAsync(new MemoryStream(Encoding.UTF8.GetBytes(table)), options ?? new LabelOptions(), name);
}
