using System.Diagnostics;
using System.Globalization;
using DavidBert.Cli.Shell;
using DavidBert.Labelling;
using Spectre.Console;

namespace DavidBert.Cli.Labelling;

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

/// <summary>What is told of a labelling under way.</summary>
/// <param name="Progress">Is told how far it has come, from several threads.</param>
/// <param name="Tell">Is told a sentence for the user.</param>
internal sealed record LabelWatch(Action<TableProgress> Progress, Action<string> Tell);

/// <summary>How fast a labelling goes, from where it began or went on.</summary>
/// <param name="first">Where that was.</param>
internal sealed class Pace(TableProgress first)
{
    /// <summary>Before that, a guess would be worth nothing.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(2);

    /// <summary>The rows a second.</summary>
    /// <param name="now">How far it has come.</param>
    /// <param name="elapsed">The time since.</param>
    public double RowsPerSecond(TableProgress now, TimeSpan elapsed) =>
        (now.Rows - first.Rows) / Math.Max(0.1, elapsed.TotalSeconds);

    /// <summary>The time that is left if the rest is like what was done since; null where that cannot be told.</summary>
    /// <inheritdoc cref="RowsPerSecond" path="/param" />
    public TimeSpan? Left(TableProgress now, TimeSpan elapsed) =>
        elapsed >= Least && now.Share - first.Share is { } done and > 0
            ? elapsed * ((1 - now.Share!.Value) / done)
            : null;
}

/// <summary>
/// A bar on standard error: rows, rows per second, time left. Only what must be told if that is not a terminal.
/// </summary>
internal static class LabelProgressBar
{
    /// <summary>Shows the bar while <paramref name="label"/> labels a table, and returns what that returns.</summary>
    public static Task<LabelOutcome> RunAsync(
        PlannedTable table, bool quiet, Func<LabelWatch, Task<LabelOutcome>> label)
    {
        if (quiet || Console.IsErrorRedirected)
        {
            return label(new LabelWatch(static _ => { }, Tell));
        }

        var console = Terminal.ErrorConsole();
        return console.Progress()
            .AutoClear(true)
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn())
            .StartAsync(async context =>
            {
                var name = Markup.Escape(Terminal.OneLine(Path.GetFileName(table.Name)));
                var task = context.AddTask(name, maxValue: 1);
                task.IsIndeterminate = true;
                var (started, pace) = (0L, (Pace?)null);
                return await label(new LabelWatch(
                    progress =>
                    {
                        started = pace is null ? Stopwatch.GetTimestamp() : started;
                        pace ??= new Pace(progress);
                        task.IsIndeterminate = progress.Share is null;
                        task.Value = progress.Share ?? 0;
                        task.Description = $"{name}  {Describe(progress, pace, Stopwatch.GetElapsedTime(started))}";
                    },
                    told => console.WriteLine($"{table.Name}: {told}")));
            });

        void Tell(string told)
        {
            if (!quiet)
            {
                StandardError.WriteLine($"{table.Name}: {told}");
            }
        }
    }

    private static string Describe(TableProgress progress, Pace pace, TimeSpan elapsed)
    {
        var left = pace.Left(progress, elapsed) is { } time
            ? string.Create(CultureInfo.InvariantCulture, $"  {(int)time.TotalHours}:{time:mm\\:ss} left")
            : string.Empty;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{progress.Rows:N0} rows  {pace.RowsPerSecond(progress, elapsed):N0} rows/s{left}");
    }
}
