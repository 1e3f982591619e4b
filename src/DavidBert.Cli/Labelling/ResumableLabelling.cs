using System.Diagnostics;
using System.Text.Json;
using DavidBert.Bundles;
using DavidBert.Cli.Shell;
using DavidBert.Files;
using DavidBert.Labelling;

namespace DavidBert.Cli.Labelling;

/// <summary>
/// Labels into files: an output appears whole or not at all, and interrupted work goes on where it was.
/// </summary>
/// <param name="labeller">What labels.</param>
/// <param name="options">How it labels.</param>
/// <param name="bundle">The model it labels with.</param>
/// <param name="reading">What tells how phrases are read: see <see cref="LabelIdentity"/>.</param>
/// <param name="force">Whether outputs that davidbert did not make are replaced.</param>
internal sealed class ResumableLabelling(
    TableLabeller labeller, LabelOptions options, Bundle bundle, string reading, bool force)
{
    /// <summary>
    /// A compressed output goes on from the end of a member, so members are small: some seconds of work.
    /// </summary>
    public const int ChunkBytes = 1 << 18;

    /// <summary>How often what is written is made to count; more often would only wait for the disk.</summary>
    private static readonly TimeSpan BetweenCheckpoints = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Labels a table, or what is left of it. One that cannot be read again, as from a pipe, is labelled in one go.
    /// </summary>
    /// <param name="input">The table.</param>
    /// <param name="name">Its file's name; null for standard input.</param>
    /// <param name="output">The path of the labelled file.</param>
    /// <param name="watch">Is told how far it has come.</param>
    /// <param name="cancellation">Ends the labelling; what is done stays.</param>
    /// <exception cref="LabelException">The table cannot be labelled.</exception>
    /// <exception cref="LabelInterruptedException">It was cancelled.</exception>
    /// <exception cref="IOException">
    /// The output is somebody else's, or being written by another process, or cannot be written.
    /// </exception>
    public async Task<LabelOutcome> LabelAsync(
        Stream input, string? name, string output, LabelWatch watch, CancellationToken cancellation)
    {
        var path = RealPath.Of(output);
        var state = InputState.Of(input);
        var identity = input.CanSeek ? await IdentifyAsync(input, name, cancellation) : null;
        if (identity is not null && !PartialFile.Exists(path)
            && ReportFile.Read(path) is var (maker, made) && ContentHash.AreEqual(maker, identity))
        {
            return new LabelOutcome(made, IsNew: false);
        }

        // The table first: what is wrong with it is told before the output is touched.
        await using var table = await TableInput.OpenAsync(input, options, name, cancellation);
        await using var partial = PartialFile.Take(path);
        var job = identity ?? ContentHash.Of($"{Guid.NewGuid()}");
        var report = partial.FinishedBy(job);
        if (report is null)
        {
            RequireOurs(path, output);
            try
            {
                var run = new LabelRun
                {
                    IsCompressed = LabelledName.IsCompressed(path),
                    Progress = at => watch.Progress(TableProgress.Of(at, input, table.Layout)),
                };
                report = await LabelAsync(table, run, partial, job, watch, cancellation);
                RequireUnchanged(input, state);
            }
            catch (OperationCanceledException e) when (identity is not null)
            {
                throw new LabelInterruptedException(partial.RowsKept, e);
            }
            catch (Exception e) when (identity is null || e is LabelException or ChangedWhileReadException)
            {
                partial.Discard(); // nothing can go on from it
                throw;
            }
        }

        partial.Commit(name ?? "standard input", report);
        return new LabelOutcome(report, IsNew: true);
    }

    private async Task<LabelReport> LabelAsync(
        TableInput table,
        LabelRun run,
        PartialFile partial,
        string job,
        LabelWatch watch,
        CancellationToken cancellation)
    {
        var before = partial.Resume(job);
        if (before is not null)
        {
            var rows = before.Report.Rows;
            watch.Tell(FormattableString.Invariant($"continues at line {before.Position.Line:N0}; ")
                + $"{Counted.Of(rows, "row")} {Counted.Form(rows, "is", "are")} done.");
        }

        var (last, written, lastTime) = (before, partial.Stream.Position, Stopwatch.GetTimestamp());
        var rest = run with
        {
            From = before?.Position,
            Checkpoint = (checkpoint, _) =>
            {
                (last, written) = (checkpoint with { Report = Whole(checkpoint.Report) }, partial.Stream.Position);
                if (Stopwatch.GetElapsedTime(lastTime) >= BetweenCheckpoints)
                {
                    partial.Reach(last, written, isDone: false);
                    lastTime = Stopwatch.GetTimestamp();
                }

                return ValueTask.CompletedTask;
            },
        };
        try
        {
            var report = Whole(await labeller.LabelAsync(table, partial.Stream, rest, cancellation));
            var end = new LabelCheckpoint(last?.Position ?? table.Layout.Start, report);
            partial.Reach(end, partial.Stream.Position, isDone: true);
            return report;
        }
        catch (OperationCanceledException) when (last is not null)
        {
            partial.Reach(last, written, isDone: false);
            throw;
        }

        LabelReport Whole(LabelReport since) => before?.Report.And(since) ?? since;
    }

    private async Task<string> IdentifyAsync(Stream input, string? name, CancellationToken cancellation)
    {
        input.Position = 0;
        var content = await ContentHash.OfAsync(input, cancellation);
        input.Position = 0;
        return LabelIdentity.Of(content, name, options, bundle, reading);
    }

    private void RequireOurs(string path, string output)
    {
        if (!force && File.Exists(path) && ReportFile.Read(path) is null)
        {
            throw new IOException(
                $"'{output}' exists, and davidbert did not make it or it was changed since; "
                + "give another --output, or --force.");
        }
    }

    private static void RequireUnchanged(Stream input, InputState before)
    {
        if (InputState.Of(input) != before)
        {
            throw new ChangedWhileReadException();
        }
    }
}

/// <summary>What decides the bytes of a labelled file. The same identity means the same output.</summary>
internal static class LabelIdentity
{
    /// <summary>The identity as 64 hexadecimal digits.</summary>
    /// <param name="content">The hash of the input.</param>
    /// <param name="name">The input's name, which may tell its format.</param>
    /// <param name="options">How it is labelled.</param>
    /// <param name="bundle">The model; its <c>model.json</c> holds the hashes of the other files.</param>
    /// <param name="reading">What tells how phrases are read, beside the model.</param>
    public static string Of(string content, string? name, LabelOptions options, Bundle bundle, string reading) =>
        ContentHash.Of(string.Join('\n', [
            content,
            name ?? string.Empty,
            JsonSerializer.Serialize(options, LabelJson.Default.LabelOptions),
            ContentHash.OfFile(Path.Combine(bundle.Folder, ModelManifest.FileName)),
            reading,
            $"{typeof(TableLabeller).Assembly.GetName().Version}",
        ]));
}

/// <summary>How a labelling ended.</summary>
/// <param name="Report">What became of the rows.</param>
/// <param name="IsNew">Whether they were labelled now; false if the output was there already.</param>
internal sealed record LabelOutcome(LabelReport Report, bool IsNew);

/// <summary>Tells whether a file was written to while it was read.</summary>
internal readonly record struct InputState(long Length, DateTime Written)
{
    /// <summary>The state now; a stream that is not a file has none.</summary>
    public static InputState Of(Stream input) => input is FileStream { CanSeek: true } file
        ? new InputState(file.Length, File.GetLastWriteTimeUtc(file.SafeFileHandle))
        : default;
}

/// <summary>The input was written to while it was read.</summary>
internal sealed class ChangedWhileReadException() : IOException("it was changed while it was read; label it again.");

/// <summary>The labelling of a table was interrupted by the user.</summary>
/// <param name="rowsKept">How many rows are labelled and kept.</param>
/// <param name="cause">What ended it.</param>
internal sealed class LabelInterruptedException(long rowsKept, Exception cause)
    : OperationCanceledException("The labelling was interrupted.", cause)
{
    /// <summary>How many rows are labelled and kept; the next run goes on behind them.</summary>
    public long RowsKept { get; } = rowsKept;
}
