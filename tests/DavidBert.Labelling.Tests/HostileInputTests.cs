using System.IO.Compression;
using System.Text;

namespace DavidBert.Labelling.Tests;

/// <summary>Tables made to do harm, and tables that came to harm.</summary>
public sealed class HostileInputTests : IDisposable
{
    private const int ManyColumns = 1_000_000;

    private readonly TableBench bench = new();

    public void Dispose() => bench.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(40)]
    [InlineData(1_000)]
    public async Task LabelAsync_GzipCutOff_IsNotTakenForWhole(int cut)
    {
        var compressed = TableBench.Gzip(Rows(2_000));

        Assert.Equal("damaged", await bench.FailAsync(compressed[..^cut], name: "a.csv.gz"));
    }

    [Fact]
    public async Task LabelAsync_GzipWithABitTurned_IsDamaged()
    {
        var compressed = TableBench.Gzip(Rows(2_000));
        compressed[compressed.Length / 2] ^= 4;

        Assert.Equal("damaged", await bench.FailAsync(compressed, name: "a.csv.gz"));
    }

    [Fact]
    public async Task LabelAsync_GzipWithSomethingBehindIt_IsDamaged() =>
        Assert.Equal("damaged", await bench.FailAsync([.. TableBench.Gzip(Rows(10)), 1, 2, 3], name: "a.csv.gz"));

    [Fact]
    public async Task LabelAsync_NoGzipUnderSuchAName_IsDamaged() =>
        Assert.Equal("damaged", await bench.FailAsync(Rows(10), name: "a.csv.gz"));

    [Fact]
    public async Task LabelAsync_GzipOfTwoMembers_IsReadAsOne()
    {
        var rows = Rows(10);
        var (output, report) = await bench.LabelAsync(
            [.. TableBench.Gzip(rows[..33]), .. TableBench.Gzip(rows[33..])],
            name: "a.csv.gz");
        var (plain, _) = await bench.LabelAsync(rows);

        Assert.Equal(10, report.Rows);
        Assert.Equal(plain, TableBench.Gunzip(output));
    }

    [Theory]
    [InlineData("a.jsonl.gz", "")]
    [InlineData("a.txt.gz", "phrase\tword\tscore\terror\n")]
    public async Task LabelAsync_GzipOfNothing_IsGzipOfNothing(string name, string expected)
    {
        byte[] empty = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        var (output, _) = await bench.LabelAsync(empty, name: name);

        Assert.Equal([0x1F, 0x8B], output[..2]);
        Assert.Equal(expected, Encoding.UTF8.GetString(TableBench.Gunzip(output)));
    }

    [Theory]
    [InlineData("compression_ratio", 1 << 20, long.MaxValue)]
    [InlineData("too_large", long.MaxValue, 1 << 20)]
    public async Task LabelAsync_GzipBomb_IsStoppedAtItsLimit(string code, long free, long most)
    {
        var limits = new LabelLimits { FreeContentBytes = free, MaxContentBytes = most };
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write("phrase\n"u8);
            var lines = Enumerable.Repeat("a\n"u8.ToArray(), 1 << 15).SelectMany(line => line).ToArray();
            for (var i = 0; i < 64; i++)
            {
                gzip.Write(lines);
            }
        }

        Assert.Equal(
            code,
            await bench.FailAsync(compressed.ToArray(), new LabelOptions { Limits = limits }, "a.csv.gz"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"")]
    public async Task LabelAsync_EndlessLine_IsRefusedInFlatMemory(string start)
    {
        using var output = new MemoryStream();
        await using var endless = new EndlessStream(Encoding.UTF8.GetBytes("phrase\nfishy\n" + start));
        await using var input = await TableInput.OpenAsync(endless, new LabelOptions());
        var e = await Assert.ThrowsAsync<LabelException>(
            () => new TableLabeller(bench.Predictor, new LabelOptions()).LabelAsync(input, output));

        Assert.Equal(("record_too_long", 3), (e.Code, e.Line));
        Assert.InRange(endless.Given, 1 << 20, 1 << 23);
    }

    [Fact]
    public async Task LabelAsync_QuoteThatNeverCloses_CostsItsLineOnly()
    {
        var limits = new LabelLimits { MaxRecordBytes = 1_024 };
        var table = "phrase\n\"fishy\n" + string.Concat(Enumerable.Repeat("large\n", 1_000));
        var (_, report) = await bench.LabelAsync(Encoding.UTF8.GetBytes(table), new LabelOptions { Limits = limits });

        Assert.Equal((1_001, 1_000), (report.Rows, report.Labelled));
        Assert.Equal<long>([2], report.Errors["lone_quote"].FirstLines);
    }

    [Fact]
    public async Task LabelAsync_MillionColumns_AreRefusedInTheHeaderAndAnErrorInARow()
    {
        var commas = new string(',', ManyColumns - 1);
        var limits = new LabelLimits { MaxRecordBytes = 1 << 22 };

        Assert.Equal(
            "too_many_columns",
            await bench.FailAsync(Encoding.UTF8.GetBytes($"phrase{commas}\n"), new LabelOptions { Limits = limits }));
        Assert.Equal("record_too_long", await bench.FailAsync(Encoding.UTF8.GetBytes($"phrase{commas}{commas}\n")));
        Assert.Equal(
            $"phrase,word,score,error\nfishy{commas},,,extra_cells\n",
            await bench.LabelAsync($"phrase\nfishy{commas}\n", new LabelOptions { Limits = limits }));
    }

    private static byte[] Rows(int count) =>
        Encoding.UTF8.GetBytes(
            "phrase,id\n" + string.Concat(Enumerable.Range(0, count).Select(i => $"fishy,{i * 7919 % 1000}\n")));

    /// <summary>A beginning, then the letter a without end.</summary>
    private sealed class EndlessStream(byte[] beginning) : MemoryStream(beginning)
    {
        public long Given { get; private set; }

        public override bool CanSeek => false;

        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer,
            CancellationToken cancellationToken = default)
        {
            var read = await base.ReadAsync(buffer, cancellationToken);
            if (read == 0)
            {
                buffer.Span.Fill((byte)'a');
                read = buffer.Length;
            }

            Given += read;
            return read;
        }
    }
}
