using System.Diagnostics;
using System.Globalization;
using DavidBert.Cli.Output;
using DavidBert.Labelling;
using Spectre.Console;

namespace DavidBert.Cli.Labelling;

/// <summary>A bar on standard error: rows, rows a second, time left. Nothing where that is no terminal.</summary>
internal static class LabelProgressBar
{
    /// <summary>Shows the bar while a table is labelled by <paramref name="label"/>, and returns what that returns.</summary>
    public static async Task<LabelReport?> RunAsync(LabelJob job, bool quiet, Func<Action<LabelProgress>, Task<LabelReport?>> label)
    {
        if (quiet || Console.IsErrorRedirected)
        {
            return await label(static _ => { });
        }

        var bytes = job.Input is null ? (long?)null : new FileInfo(job.Input).Length;
        var isCompressed = job.Input?.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) is true;
        return await Terminal.ErrorConsole().Progress()
            .AutoClear(true)
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                var name = Markup.Escape(Path.GetFileName(job.Name));
                var task = context.AddTask(name, maxValue: Math.Max(1, bytes ?? 1));
                // How much content a compressed stream holds is known at its end only.
                task.IsIndeterminate = bytes is null || isCompressed;
                var (started, first) = (Stopwatch.GetTimestamp(), (long?)null);
                return await label(progress =>
                {
                    first ??= progress.Rows;
                    var rate = (progress.Rows - first.Value) / Math.Max(0.1, Stopwatch.GetElapsedTime(started).TotalSeconds);
                    task.Value = task.IsIndeterminate ? 0 : progress.ContentBytes;
                    task.Description = string.Create(CultureInfo.InvariantCulture, $"{name}  {progress.Rows:N0} rows  {rate:N0} rows/s");
                });
            });
    }
}
