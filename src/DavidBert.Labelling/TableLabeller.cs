using System.Buffers;
using System.Diagnostics;
using System.Threading.Channels;
using DavidBert.Bundles;

namespace DavidBert.Labelling;

/// <summary>
/// Labels tables: reading, answering and writing overlap, in windows, so memory does not grow with the table.
/// Thread-safe; the predictor stays the caller's.
/// </summary>
public sealed class TableLabeller
{
    /// <summary>One is read, one answered, one written.</summary>
    private const int WindowsInWork = 3;

    // Rows count as labelled by windows: small ones, so that each takes some seconds at most, yet enough for all cores.
    private const int PhrasesOfThread = 1 << 10;
    private const int MostPhrases = 1 << 14;

    private readonly LabelOptions options;
    private readonly DistinctPhrases distinct;
    private readonly ModelIdentity model;
    private readonly bool tellsConfidence;
    private readonly int windowPhrases;

    /// <summary>A labeller.</summary>
    /// <param name="predictor">
    /// What answers. One that computes with one thread, run several at a time, is the fastest.
    /// </param>
    /// <param name="options">How to label.</param>
    /// <param name="parallelism">How many batches are answered at a time, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="parallelism"/> is below 1.</exception>
    /// <exception cref="LabelException">
    /// The options are wrong, or ask for confidence of which the model tells nothing.
    /// </exception>
    public TableLabeller(Predictor predictor, LabelOptions options, int parallelism = 1)
    {
        ArgumentNullException.ThrowIfNull(predictor);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(parallelism, 1);
        options.Check();
        tellsConfidence = predictor.Bundle.Manifest.ConfidentAt is not null;
        if (options.Confident && !tellsConfidence)
        {
            throw new LabelException(
                TableError.Options,
                $"The model {predictor.Bundle.Manifest.Name} {predictor.Bundle.Manifest.Version} "
                + "does not tell its confidence: 'confident_at' of its model.json is null. "
                + "Leave confidence out, or choose a threshold with 'davidbert-train calibrate'.");
        }

        this.options = options;
        windowPhrases = Math.Min(MostPhrases, PhrasesOfThread * parallelism);
        distinct = new DistinctPhrases(predictor, options, parallelism);
        model = new ModelIdentity(predictor.Bundle.Manifest.Name, predictor.Bundle.Manifest.Version);
    }

    /// <summary>Labels a table, or the rest of it.</summary>
    /// <param name="input">The table, not read yet.</param>
    /// <param name="output">Where to write; stays open.</param>
    /// <param name="run">Where to begin, and what to tell; null for the beginning and nothing.</param>
    /// <param name="cancellation">Ends the labelling.</param>
    /// <returns>What became of the rows that were labelled now.</returns>
    /// <exception cref="LabelException">
    /// The table cannot be read on: a record is too long, or the compressed stream is damaged.
    /// </exception>
    /// <exception cref="BundleException">The model fails.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    public async Task<LabelReport> LabelAsync(
        TableInput input, Stream output, LabelRun? run = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        run ??= new LabelRun();
        var from = run.From ?? input.Layout.Start;
        await input.SkipAsync(from.Offset, cancellation);
        var part = new TablePart(input.Content, input.Layout, from, run.From is null, EndsTable: true);
        return await RunAsync(part, output, run, cancellation);
    }

    /// <summary>Labels a chunk; the outputs of all chunks, one after another, are the labelled table.</summary>
    /// <param name="content">The chunk's content, decompressed, and nothing more.</param>
    /// <param name="layout">The layout of the table.</param>
    /// <param name="chunk">The chunk.</param>
    /// <param name="output">Where to write; stays open.</param>
    /// <param name="cancellation">Ends the labelling.</param>
    /// <exception cref="LabelException">A record is too long.</exception>
    /// <exception cref="BundleException">The model fails.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    public Task<LabelReport> LabelChunkAsync(
        Stream content, TableLayout layout, TableChunk chunk, Stream output, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(chunk);
        var part = new TablePart(content, layout, chunk.Start, chunk.Index == 0, EndsTable: false);
        return RunAsync(part, output, new LabelRun(), cancellation);
    }

    private async Task<LabelReport> RunAsync(
        TablePart part, Stream output, LabelRun run, CancellationToken cancellation)
    {
        var (layout, started) = (part.Layout, Stopwatch.GetTimestamp());
        var isCompressed = run.IsCompressed ?? layout.Dialect.IsCompressed;
        var tally = new LabelTally(layout, options, model, tellsConfidence);
        var read = Channel.CreateBounded<LabelWindow>(1);
        var answered = Channel.CreateBounded<LabelWindow>(1);
        var free = Channel.CreateBounded<LabelWindow>(WindowsInWork);
        for (var window = 0; window < WindowsInWork; window++)
        {
            free.Writer.TryWrite(new LabelWindow(windowPhrases));
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task[] stages =
        [
            StageAsync(() => ReadAsync(part, read.Writer, free.Reader, stop.Token), stop),
            StageAsync(() => AnswerAsync(read.Reader, answered.Writer, run.Progress, stop.Token), stop),
            StageAsync(() => WriteAsync(answered.Reader, stop.Token), stop),
        ];
        await Task.WhenAll(stages);
        return Report();

        LabelReport Report() => tally.Report(Stopwatch.GetElapsedTime(started).TotalSeconds);

        async Task WriteAsync(ChannelReader<LabelWindow> windows, CancellationToken token)
        {
            var format = RowFormat.Create(layout, options);
            await using var table = new TableOutput(output, isCompressed);
            if (part.IsBeginning)
            {
                table.Buffer.Write(layout.OutputStart);
            }

            await foreach (var window in windows.ReadAllAsync(token))
            {
                window.Write(format, tally, table.Buffer);
                await table.WriteAsync(token);
                if (window.Records.EndsChunk)
                {
                    await table.EndChunkAsync();
                }

                if (run.Checkpoint is not null && (window.Records.EndsChunk || !isCompressed))
                {
                    await run.Checkpoint(new LabelCheckpoint(window.Records.End, Report()), token);
                }

                free.Writer.TryWrite(window);
            }

            await table.WriteAsync(token);
            if (part.IsBeginning)
            {
                await table.WriteIfEmptyAsync(token);
            }
        }
    }

    private async Task ReadAsync(
        TablePart part,
        ChannelWriter<LabelWindow> windows,
        ChannelReader<LabelWindow> free,
        CancellationToken cancellation)
    {
        var format = RowFormat.Create(part.Layout, options);
        var reader = new RecordReader(part.Content, part.Layout, part.From, options, isPart: !part.EndsTable);
        LabelWindow window;
        while (await (window = await free.ReadAsync(cancellation)).ReadAsync(reader, format, cancellation))
        {
            await windows.WriteAsync(window, cancellation);
        }

        windows.Complete();
    }

    private async Task AnswerAsync(
        ChannelReader<LabelWindow> read,
        ChannelWriter<LabelWindow> answered,
        Action<LabelProgress>? progress,
        CancellationToken cancellation)
    {
        var before = new AnswersBefore();
        await foreach (var window in read.ReadAllAsync(cancellation))
        {
            var (count, questions, records) = (0, before.Answer(window.Questions), window.Records);
            await distinct.AnswerAsync(questions, progress is null ? null : Advance, cancellation);
            before.Keep(window.Questions);
            progress?.Invoke(new LabelProgress(records.End.Row - 1, records.End.Offset));
            await answered.WriteAsync(window, cancellation);

            void Advance(int phrases)
            {
                var share = (double)Interlocked.Add(ref count, phrases) / questions.Count;
                progress!(new LabelProgress(
                    records.Start.Row - 1 + (long)(share * records.Records.Length), records.Start.Offset
                        + (long)(share * records.Length)));
            }
        }

        answered.Complete();
    }

    /// <summary>Runs a stage; its failure ends the others.</summary>
    private static async Task StageAsync(Func<Task> stage, CancellationTokenSource stop)
    {
        try
        {
            await Task.Run(stage);
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
    }
}

/// <summary>What one labelling reads.</summary>
/// <param name="Content">The content, from where it begins.</param>
/// <param name="Layout">The layout of the table.</param>
/// <param name="From">Where it begins.</param>
/// <param name="IsBeginning">Whether the table begins here, so that its output begins with the header.</param>
/// <param name="EndsTable">Whether the table ends with it.</param>
internal sealed record TablePart(
    Stream Content, TableLayout Layout, TablePosition From, bool IsBeginning, bool EndsTable);

/// <summary>A point up to which everything is written, from which labelling can go on.</summary>
/// <param name="Position">The record that follows.</param>
/// <param name="Report">What became of the rows since labelling began, or went on.</param>
public sealed record LabelCheckpoint(TablePosition Position, LabelReport Report);

/// <summary>How far labelling has come.</summary>
/// <param name="Rows">The rows that have their answers, those of a window under way estimated.</param>
/// <param name="ContentBytes">The bytes of the table's content, from its beginning, that these rows end at.</param>
public readonly record struct LabelProgress(long Rows, long ContentBytes);

/// <summary>Where one labelling begins, and whom it tells of its progress.</summary>
public sealed record LabelRun
{
    /// <summary>
    /// The checkpoint's position to go on from; null for the beginning, where the output's header is written too.
    /// </summary>
    public TablePosition? From { get; init; }

    /// <summary>Whether the output is compressed by gzip; null for as the input is.</summary>
    public bool? IsCompressed { get; init; }

    /// <summary>Is told how far the labelling has come, from several threads.</summary>
    public Action<LabelProgress>? Progress { get; init; }

    /// <summary>
    /// Is called when all rows before a position have been written to the output, though perhaps not flushed by it; for
    /// compressed tables at the ends of chunks only.
    /// </summary>
    public Func<LabelCheckpoint, CancellationToken, ValueTask>? Checkpoint { get; init; }
}
