using System.Diagnostics;
using System.Globalization;
using DavidBert.Cli.Output;
using Spectre.Console;

namespace DavidBert.Cli.Labelling;

/// <summary>A bar on standard error: rows, rows a second, time left. Nothing where that is no terminal.</summary>
internal static class LabelProgressBar
{
    /// <summary>Shows the bar while a table is labelled by <paramref name="label"/>, and returns what that returns.</summary>
    public static async Task<JobOutcome> RunAsync(LabelJob job, bool quiet, Func<Action<JobProgress>, Task<JobOutcome>> label)
    {
        if (quiet || Console.IsErrorRedirected)
        {
            return await label(static _ => { });
        }

        return await Terminal.ErrorConsole().Progress()
            .AutoClear(true)
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                var name = Markup.Escape(PhraseColumn.OneLine(Path.GetFileName(job.Name)));
                var task = context.AddTask(name, maxValue: 1);
                task.IsIndeterminate = true;
                var (started, first) = (Stopwatch.GetTimestamp(), (long?)null);
                return await label(progress =>
                {
                    first ??= progress.Rows;
                    var rate = (progress.Rows - first.Value) / Math.Max(0.1, Stopwatch.GetElapsedTime(started).TotalSeconds);
                    task.IsIndeterminate = progress.Share is null;
                    task.Value = progress.Share ?? 0;
                    task.Description = string.Create(CultureInfo.InvariantCulture, $"{name}  {progress.Rows:N0} rows  {rate:N0} rows/s");
                });
            });
    }
}
