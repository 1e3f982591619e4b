using CsCheck;

namespace DavidBert.Labelling.Tests;

public sealed class RoundTripTests : IDisposable
{
    private readonly TableBench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task LabelAsync_AnyTable_KeepsEveryCellAndAnswersEveryRow() =>
        await TableSample.Any.SampleAsync(
            async table =>
            {
                var (output, report) = await bench.LabelAsync(table.Write(), table.Options);
                var rows = Rfc4180.Read(table.Read(output), table.Separator, table.Quote, table.LineEnd);
                var columns = table.Columns;
                var header = Enumerable.Range(1, columns).Select(i => table.HasHeader ? $"h {i}" : $"{i}");
                Assert.Equal<string[]>([.. header, "word", "score", "error"], rows[0]);
                Assert.Equal(table.Rows.Length, report.Rows);
                Assert.Equal(table.Rows.Length + 1, rows.Count);
                foreach (var (expected, found) in table.Rows.Zip(rows.Skip(1)))
                {
                    Assert.Equal<string[]>(expected, found[..columns]);
                    var answer = bench.Predictor.Predict(expected[table.Column]);
                    Assert.Equal<string[]>(
                        [answer.Word ?? "", answer.Score?.ToString("F4", null) ?? "", answer.Error?.Code
                            ?? ""], found[columns..]);
                }
            },
            iter: 1_000);

    [Fact]
    public async Task LabelAsync_AnyTable_IsTheChunksOneAfterAnother() =>
        await TableSample.Any.SampleAsync(
            async table =>
            {
                var options = table.Options;
                var (whole, report) = await bench.LabelAsync(table.Write(), options);
                var (chunks, parts) = await LabelChunksAsync(table, options);

                Assert.Equal(whole, chunks);
                Assert.Equivalent(report with { Seconds = 0 }, parts with { Seconds = 0 });
            },
            iter: 300);

    [Fact]
    public async Task LabelAsync_FromAnyCheckpoint_WritesTheRest() =>
        await TableSample.Any.SampleAsync(
            async table =>
            {
                var options = table.Options;
                var checkpoints = new List<(LabelCheckpoint Checkpoint, long Written)>();
                await using var input = await TableInput.OpenAsync(new MemoryStream(table.Write()), options);
                using var output = new MemoryStream();
                var report = await new TableLabeller(bench.Predictor, options).LabelAsync(input, output, new LabelRun
                {
                    Checkpoint = (checkpoint, _) =>
                    {
                        checkpoints.Add((checkpoint, output.Length));
                        return ValueTask.CompletedTask;
                    },
                });
                foreach (var (checkpoint, written) in checkpoints)
                {
                    var (rest, restReport) = await bench.LabelAsync(
                        table.Write(), options, run: new LabelRun { From = checkpoint.Position });
                    Assert.Equal<byte[]>(output.ToArray(), [.. output.ToArray()[..(int)written], .. rest]);
                    Assert.Equivalent(
                        report with { Seconds = 0 },
                        checkpoint.Report.And(restReport) with { Seconds = 0 });
                }
            },
            iter: 200);

    /// <summary>Labels each chunk on its own, from what a message between processes can carry.</summary>
    private async Task<(byte[] Output, LabelReport Report)> LabelChunksAsync(TableSample table, LabelOptions options)
    {
        await using var input = await TableInput.OpenAsync(new UnseekableStream(table.Write()), options);
        var layout = Carry(input.Layout, LabelJson.Default.TableLayout);
        var content = table.IsCompressed ? TableBench.Gunzip(table.Write()) : table.Write();
        using var output = new MemoryStream();
        LabelReport? report = null;
        await foreach (var found in TableSplitter.SplitAsync(input, options))
        {
            var chunk = Carry(found, LabelJson.Default.TableChunk);
            using var part = new MemoryStream(content, (int)chunk.Start.Offset, (int)chunk.Length);
            var labeller = new TableLabeller(bench.Predictor, Carry(options, LabelJson.Default.LabelOptions));
            var partReport = await labeller.LabelChunkAsync(part, layout, chunk, output);
            report = report?.And(partReport) ?? partReport;
        }

        return (output.ToArray(), report!);
    }

    private static T Carry<T>(T value, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) =>
        System.Text.Json.JsonSerializer.Deserialize(System.Text.Json.JsonSerializer.Serialize(value, type), type)!;
}

/// <summary>A stream that gives few bytes at a time and cannot be sought, as a network does.</summary>
internal sealed class UnseekableStream(byte[] bytes) : MemoryStream(bytes)
{
    private const int MostAtOnce = 7;

    public override bool CanSeek => false;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        base.ReadAsync(buffer[..Math.Min(buffer.Length, MostAtOnce)], cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) =>
        base.Read(buffer, offset, Math.Min(count, MostAtOnce));
}
