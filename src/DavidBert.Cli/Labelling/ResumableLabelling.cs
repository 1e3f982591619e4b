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
/// <param name="predictor">What answers.</param>
/// <param name="force">Whether outputs that davidbert did not make are replaced.</param>
internal sealed class ResumableLabelling(TableLabeller labeller, LabelOptions options, Predictor predictor, bool force)
{
    /// <summary>How often what is written is made to count; more often would only wait for the disk.</summary>
    private static readonly TimeSpan BetweenCheckpoints = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Labels a table, or what is left of it. One that cannot be read again, as from a pipe, is labelled in one go.
    /// </summary>
    /// <param name="input">The table.</param>
    /// <param name="name">Its file's name; null for standard input.</param>
    /// <param name="output">The path of the labelled file.</param>
    /// <param name="progress">Is told how far it has come.</param>
    /// <param name="cancellation">Ends the labelling; what is done stays.</param>
    /// <exception cref="LabelException">The table cannot be labelled.</exception>
    /// <exception cref="IOException">
    /// The output is somebody else's, or being written by another process, or cannot be written.
    /// </exception>
    public async Task<LabelOutcome> LabelAsync(
        Stream input, string? name, string output, Action<TableProgress> progress, CancellationToken cancellation)
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
                    Progress = at => progress(TableProgress.Of(at, input, table.Layout)),
                };
                report = await LabelAsync(table, run, partial, job, cancellation);
                RequireUnchanged(input, state);
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
        TableInput table, LabelRun run, PartialFile partial, string job, CancellationToken cancellation)
    {
        var before = partial.Resume(job);
        var (last, lastTime) = (before, Stopwatch.GetTimestamp());
        var rest = run with
        {
            From = before?.Position,
            Checkpoint = (checkpoint, _) =>
            {
                last = checkpoint with { Report = Whole(checkpoint.Report) };
                if (Stopwatch.GetElapsedTime(lastTime) >= BetweenCheckpoints)
                {
                    partial.Reach(last, isDone: false);
                    lastTime = Stopwatch.GetTimestamp();
                }

                return ValueTask.CompletedTask;
            },
        };
        var report = Whole(await labeller.LabelAsync(table, partial.Stream, rest, cancellation));
        partial.Reach(new LabelCheckpoint(last?.Position ?? table.Layout.Start, report), isDone: true);
        return report;

        LabelReport Whole(LabelReport since) => before?.Report.And(since) ?? since;
    }

    private async Task<string> IdentifyAsync(Stream input, string? name, CancellationToken cancellation)
    {
        input.Position = 0;
        var content = await ContentHash.OfAsync(input, cancellation);
        input.Position = 0;
        return LabelIdentity.Of(content, name, options, predictor);
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
    /// <param name="predictor">
    /// What answers: the <c>model.json</c> of its bundle holds the hashes of the other files.
    /// </param>
    public static string Of(string content, string? name, LabelOptions options, Predictor predictor) =>
        ContentHash.Of(string.Join('\n', [
            content,
            name ?? string.Empty,
            JsonSerializer.Serialize(options, LabelJson.Default.LabelOptions),
            ContentHash.OfFile(Path.Combine(predictor.Bundle.Folder, ModelManifest.FileName)),
            predictor.Reading,
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

/// <summary>How far the labelling of a file has come.</summary>
/// <param name="Rows">The rows that have their answers.</param>
/// <param name="Share">The share of the input behind them, 0 to 1; null if its length is not known.</param>
internal readonly record struct TableProgress(long Rows, double? Share)
{
    /// <summary>
    /// How far a file has come. How much a compressed one holds is known at its end only, so what was read of it
    /// counts, which is a little more than what has its answers.
    /// </summary>
    public static TableProgress Of(LabelProgress progress, Stream input, TableLayout layout)
    {
        var bytes = layout.Dialect.IsCompressed && input.CanSeek ? input.Position : progress.ContentBytes;
        return new TableProgress(
            progress.Rows, input.CanSeek && input.Length > 0 ? (double)bytes / input.Length : null);
    }
}
