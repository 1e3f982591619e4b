using System.Globalization;
using System.Text;

namespace DavidBert.Labelling.Tests;

/// <summary>
/// Tables with bytes changed at random. DAVIDBERT_FUZZ_TABLES sets how many; each has its number for a seed.
/// </summary>
public sealed class FuzzTests : IDisposable
{
    private const int ShortRun = 1_000;

    private static readonly string[] Names = ["a.csv", "a.tsv", "a.txt", "a.jsonl", "a.json", "a.data"];

    private static readonly string[] Seeds =
    [
        "id,phrase,note\n1,fishy,\"a, b\"\n2,\"very \"\"large\"\"\",\n3,\"two\nlines\",x\n4,,\n",
        "id\tphrase\r\n1\tfishy\r\n2\t\"large\tone\"\r\n\r\n3\tvaluable",
        "fishy\nlarge\n\nvery \"valuable\"\n\tx\n",
        "{\"text\":\"fishy\"}\n{\"text\":\"large\",\"n\":{\"a\":[1,2]}}\n{\"text\":null}\n{}\n",
        "phrase;word;score;error\rfishy;a;b;c\r",
        "[\n {\"text\":\"fishy\"},\n {\"text\":\"large\",\"n\":[1,{\"a\":\"]\"}]}, \"very large\"\n]\n",
    ];

    private static readonly byte[][] Inserts =
        [
            [(byte)'"'], [0], [0xFF], [0xFE, 0xFF], [0xEF, 0xBB, 0xBF],
            [(byte)'\r'], [(byte)'\n'], [(byte)','], [(byte)'\t'], [0xC3],
            [0xED, 0xA0, 0x80], [(byte)'}'], [(byte)'\\'],
        ];

    private readonly TableBench bench = new();

    private static int Tables => int.TryParse(
        Environment.GetEnvironmentVariable("DAVIDBERT_FUZZ_TABLES"),
        CultureInfo.InvariantCulture, out var count)
            ? count
            : ShortRun;

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task LabelAsync_AnyBytes_KeepsThemOrSaysWhyNot()
    {
        var labelled = 0;
        for (var seed = 0; seed < Tables; seed++)
        {
            var random = new Random(seed);
            var (content, options, name) = Table(random);
            var isCompressed = random.Next(4) == 0;
            var table = isCompressed ? TableBench.Gzip(content) : content;
            try
            {
                var (output, report) = await bench.LabelAsync(table, options, name);
                await using var input = await TableInput.OpenAsync(new MemoryStream(table), options, name);
                AssertKept(
                    content,
                    isCompressed ? TableBench.Gunzip(output) : output,
                    input.Layout,
                    options,
                    report,
                    seed);
                labelled++;
            }
            catch (LabelException e)
            {
                Assert.NotEmpty(e.Code);
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"Table {seed}: {e}");
            }
        }

        Assert.InRange(labelled, Tables / 4, Tables);
    }

    private static (byte[] Content, LabelOptions Options, string Name) Table(Random random)
    {
        var text = Seeds[random.Next(Seeds.Length)];
        Encoding[] encodings = [Encoding.UTF8, Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode];
        var encoding = encodings[random.Next(encodings.Length)];
        List<byte> bytes = [.. random.Next(2) == 0 ? encoding.GetPreamble() : [], .. encoding.GetBytes(text)];
        for (var changes = random.Next(8); changes > 0; changes--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.InsertRange(at, Inserts[random.Next(Inserts.Length)]);
                    break;
                case 2:
                    bytes.RemoveRange(at, random.Next(1, 1 + Math.Min(4, bytes.Count - at)));
                    bytes.Add((byte)'x');
                    break;
                default:
                    bytes.AddRange(bytes.GetRange(at, Math.Min(random.Next(40), bytes.Count - at)));
                    break;
            }
        }

        var options = new LabelOptions
        {
            Column = random.Next(3) == 0 ? "1" : null,
            HasHeader = random.Next(3) > 0,
            HasQuotes = random.Next(4) == 0 ? random.Next(2) == 0 : null,
            TopK = random.Next(1, 4),
            ChunkBytes = random.Next(1, 100),
            Limits = new LabelLimits { MaxRecordBytes = 1_024 },
        };
        return ([.. bytes], options, Names[random.Next(Names.Length)]);
    }

    /// <summary>Each record stands in the output as it was, what is added behind it, and its own line end.</summary>
    private static void AssertKept(
        byte[] content,
        byte[] output,
        TableLayout layout,
        LabelOptions options,
        LabelReport report,
        int seed)
    {
        var encoding = TextEncoding.Of(layout.Dialect.Encoding);
        var scanner = RecordScanner.Create(layout.Dialect, layout.Columns.Count);
        var rest = content.AsSpan((int)layout.Start.Offset);
        var written = output.AsSpan(layout.OutputStart.Length);
        Assert.True(output.AsSpan().StartsWith(layout.OutputStart), $"Table {seed}: the header.");
        if (layout.Dialect.Format == TableFormat.Json)
        {
            Assert.Equal(report.Rows, Elements(rest, layout));
            Assert.Equal(report.Rows, Elements(written, layout));
            return;
        }

        var rows = 0;
        var format = RowFormat.Create(layout, options);
        while (!rest.IsEmpty)
        {
            var length = Math.Min(rest.Length, options.Limits.MaxRecordBytes);
            var record = scanner.Next(rest[..length], length == rest.Length, length == options.Limits.MaxRecordBytes)!
                .Value;
            var question = format.Read(rest[..record.Body], record.Quotes == QuoteUse.Lone);
            rows += question.IsBlank ? 0 : 1;
            if (layout.Dialect.IsSeparated || question.IsBlank
                || (!question.NeedsChange && layout.Dialect.Format == TableFormat.Txt))
            {
                Assert.True(written.StartsWith(rest[..record.Body]), $"Table {seed}: line {rows} is changed.");
                written = written[record.Body..];
            }

            ReadOnlySpan<byte> lineEnd = rest[record.Body..record.Length];
            var end = lineEnd.IsEmpty ? written.Length : Find(written, lineEnd, encoding.GetByteCount("a"));
            Assert.True(end >= 0, $"Table {seed}: line {rows} has lost its end.");
            written = written[(end + lineEnd.Length)..];
            rest = rest[record.Length..];
        }

        Assert.True(written.IsEmpty, $"Table {seed}: something follows.");
        Assert.Equal(rows, report.Rows);
        Assert.Equal(
            report.Rows,
            report.Labelled + report.BelowMinimum + (report.Unanswered?.Count ?? 0)
                + report.Errors.Values.Sum(error => error.Count));
    }

    /// <summary>How many elements an array has, which it must end with.</summary>
    private static long Elements(ReadOnlySpan<byte> rest, TableLayout layout)
    {
        var (scanner, count) = (RecordScanner.Create(layout.Dialect), 0L);
        for (; !rest.IsEmpty; count++)
        {
            rest = rest[scanner.Next(rest, isEnd: true, isFull: false)!.Value.Length..];
        }

        return count;
    }

    /// <summary>Where the line end stands, at a whole code unit.</summary>
    private static int Find(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> lineEnd, int unitBytes)
    {
        for (var at = 0; at + lineEnd.Length <= bytes.Length; at += unitBytes)
        {
            if (bytes[at..].StartsWith(lineEnd))
            {
                return at;
            }
        }

        return -1;
    }
}
