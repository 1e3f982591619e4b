using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DavidBert.Bundles;
using DavidBert.Labelling;

namespace DavidBert.Cli.Labelling;

/// <summary>Labels files: an output appears whole or not at all, and interrupted work goes on where it was.</summary>
internal sealed class ResumableLabelling(TableLabeller labeller, LabelOptions options, Bundle bundle, bool force)
{
    /// <summary>How often what is written is made to count; oftener would only wait for the disk.</summary>
    private static readonly TimeSpan BetweenCheckpoints = TimeSpan.FromMilliseconds(250);

    /// <summary>Labels a file, or what is left of it.</summary>
    /// <param name="input">The file.</param>
    /// <param name="output">The labelled file.</param>
    /// <param name="progress">Is told how far it has come.</param>
    /// <param name="cancellation">Ends the labelling; what is done stays.</param>
    /// <exception cref="LabelException">The file cannot be labelled.</exception>
    /// <exception cref="IOException">The output is a file of somebody else's, or cannot be written.</exception>
    public async Task<JobOutcome> LabelAsync(
        string input, string output, Action<JobProgress> progress, CancellationToken cancellation)
    {
        var job = JobIdentity.Of(new FileInfo(input), options, bundle);
        if (PartialFile.Finish(output, job) is { } finished)
        {
            return new JobOutcome(await CommitAsync(input, output, job, finished), IsNew: true);
        }

        if (File.Exists(output))
        {
            var before = ReportFile.Read(output);
            if (before is var (maker, report) && string.Equals(maker, job, StringComparison.Ordinal))
            {
                return new JobOutcome(report, IsNew: false);
            }

            if (before is null && !force)
            {
                throw NotOurs(output);
            }
        }

        try
        {
            await LabelAsync(input, output, job, progress, cancellation);
        }
        catch (LabelException)
        {
            PartialFile.Discard(output); // it would fail at the same record again
            throw;
        }

        return new JobOutcome(await CommitAsync(input, output, job, PartialFile.Finish(output, job)!), IsNew: true);
    }

    /// <summary>Labels a table that cannot be read again: its output appears whole or not at all, and is never gone on with.</summary>
    /// <param name="table">The table.</param>
    /// <param name="output">The labelled file.</param>
    /// <param name="run">Who watches.</param>
    /// <param name="cancellation">Ends the labelling.</param>
    /// <exception cref="IOException">The output exists, or cannot be written.</exception>
    public async Task<LabelReport> LabelOnceAsync(TableInput table, string output, LabelRun run, CancellationToken cancellation)
    {
        if (File.Exists(output) && !force && ReportFile.Read(output) is null)
        {
            throw NotOurs(output);
        }

        var job = Guid.NewGuid().ToString("N");
        var partial = PartialFile.Open(output, job);
        try
        {
            LabelReport report;
            await using (partial)
            {
                report = await labeller.LabelAsync(table, partial.Stream, run, cancellation);
                await partial.ReachAsync(new LabelCheckpoint(table.Layout.Start, report), isDone: true, cancellation);
            }

            PartialFile.Finish(output, job);
            return await CommitAsync("standard input", output, job, report);
        }
        catch
        {
            PartialFile.Discard(output);
            throw;
        }
    }

    private async Task LabelAsync(
        string input, string output, string job, Action<JobProgress> progress, CancellationToken cancellation)
    {
        await using var file = new FileStream(input, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16, useAsync: false);
        await using var table = await TableInput.OpenAsync(file, options, Path.GetFileName(input), cancellation);
        await using var partial = PartialFile.Open(output, job);
        var before = partial.Reached;
        var (last, lastTime) = (before, TimeProvider.System.GetTimestamp());
        var report = await labeller.LabelAsync(
            table, partial.Stream,
            new LabelRun
            {
                From = before?.Position,
                Progress = at => progress(JobProgress.Of(at, file, table.Layout)),
                Checkpoint = async (checkpoint, token) =>
                {
                    last = checkpoint with { Report = Whole(checkpoint.Report) };
                    if (TimeProvider.System.GetElapsedTime(lastTime) >= BetweenCheckpoints)
                    {
                        await partial.ReachAsync(last, isDone: false, token);
                        lastTime = TimeProvider.System.GetTimestamp();
                    }
                },
            },
            cancellation);
        if (!string.Equals(JobIdentity.Of(new FileInfo(input), options, bundle), job, StringComparison.Ordinal))
        {
            PartialFile.Discard(output);
            throw new IOException($"'{input}' was changed while it was read; label it again.");
        }

        var end = new LabelCheckpoint(last?.Position ?? table.Layout.Start, Whole(report));
        await partial.ReachAsync(end, isDone: true, cancellation);

        LabelReport Whole(LabelReport rest) => before?.Report.And(rest) ?? rest;
    }

    private static IOException NotOurs(string output) =>
        new($"'{output}' exists and was not made by davidbert; give another --output, or --force.");

    private static async Task<LabelReport> CommitAsync(string input, string output, string job, LabelReport report)
    {
        await ReportFile.WriteAsync(input, output, job, report);
        PartialFile.Forget(output);
        return report;
    }
}

/// <summary>
/// What decides the bytes of a labelled file: the input's name, length and time of writing, the options, the model and the version
/// of this program. The same identity means the same output.
/// </summary>
internal static class JobIdentity
{
    /// <summary>The identity as 64 hexadecimal digits.</summary>
    public static string Of(FileInfo input, LabelOptions options, Bundle bundle)
    {
        string[] parts =
        [
            input.Name,
            input.Length.ToString(CultureInfo.InvariantCulture),
            input.LastWriteTimeUtc.Ticks.ToString(CultureInfo.InvariantCulture),
            JsonSerializer.Serialize(options, LabelJson.Default.LabelOptions),
            bundle.Manifest.Name,
            bundle.Manifest.Version,
            .. bundle.Manifest.Files.OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => file.Value.Sha256),
            typeof(TableLabeller).Assembly.GetName().Version!.ToString(),
        ];
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))));
    }
}

/// <summary>How a job ended.</summary>
/// <param name="Report">What became of the rows.</param>
/// <param name="IsNew">Whether they were labelled now; false where the output was there already.</param>
internal sealed record JobOutcome(LabelReport Report, bool IsNew);

/// <summary>How far one job has come.</summary>
/// <param name="Rows">The rows that have their answers.</param>
/// <param name="Share">The share of the input behind them, 0 to 1; null where its length is not known.</param>
internal readonly record struct JobProgress(long Rows, double? Share)
{
    /// <summary>
    /// How far a file has come. How much a compressed one holds is known at its end only, so what was read of it counts, which is
    /// a little more than what has its answers.
    /// </summary>
    public static JobProgress Of(LabelProgress progress, Stream input, TableLayout layout)
    {
        var bytes = layout.Dialect.IsCompressed && input.CanSeek ? input.Position : progress.ContentBytes;
        return new JobProgress(progress.Rows, input.CanSeek && input.Length > 0 ? (double)bytes / input.Length : null);
    }
}
