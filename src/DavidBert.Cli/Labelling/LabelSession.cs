using System.Diagnostics;
using System.Globalization;
using DavidBert.Cli.Shell;
using DavidBert.Labelling;
using Spectre.Console;

namespace DavidBert.Cli.Labelling;

/// <summary>Labels the tables of one command line, one after another, and tells of each on standard error.</summary>
/// <param name="options">How to label.</param>
/// <param name="model">The folder of the model.</param>
/// <param name="threads">How many threads compute.</param>
/// <param name="force">Whether files of others are replaced.</param>
/// <param name="quiet">Whether nothing is told but what fails.</param>
internal sealed class LabelSession(LabelOptions options, string model, int threads, bool force, bool quiet)
{
    /// <summary>Labels the tables and returns an <see cref="ExitCode"/>; one that cannot be labelled does not keep the others from it.</summary>
    public async Task<int> RunAsync(IReadOnlyList<LabelJob> jobs, CancellationToken cancellation)
    {
        using var predictor = Predictor.Load(model, new PredictorOptions { Threads = 1 });
        var labeller = new TableLabeller(predictor, options, threads);
        var files = new ResumableLabelling(labeller, options, predictor.Bundle, force);
        var code = ExitCode.Success;
        foreach (var job in jobs)
        {
            try
            {
                var outcome = await LabelProgressBar.RunAsync(job, quiet, progress => LabelAsync(labeller, files, job, progress, cancellation));
                Tell(job, outcome);
                code = Math.Max(code, outcome.Report.Errors.Count > 0 ? ExitCode.SomeFailed : ExitCode.Success);
            }
            catch (Exception e) when (e is LabelException or UnauthorizedAccessException || (e is IOException io && !StandardOutput.IsClosed(io)))
            {
                StandardError.WriteLine($"davidbert: {job.Name}: {e.Message}");
                code = ExitCode.Unusable;
            }
        }

        return code;
    }

    private async Task<JobOutcome> LabelAsync(
        TableLabeller labeller, ResumableLabelling files, LabelJob job, Action<JobProgress> progress, CancellationToken cancellation)
    {
        if (job is { Input: { } path, Output: { } target })
        {
            return await files.LabelAsync(path, target, progress, cancellation);
        }

        await using var input = job.Input is null ? StandardInput.Open() : File.OpenRead(job.Input);
        await using var table = await TableInput.OpenAsync(input, options, Path.GetFileName(job.Input), cancellation);
        var run = new LabelRun { Progress = at => progress(JobProgress.Of(at, input, table.Layout)) };
        if (job.Output is null)
        {
            await using var output = StandardOutput.Open();
            return new JobOutcome(await labeller.LabelAsync(table, output, run, cancellation), IsNew: true);
        }

        return new JobOutcome(await files.LabelOnceAsync(table, job.Output, run, cancellation), IsNew: true);
    }

    private void Tell(LabelJob job, JobOutcome outcome)
    {
        if (quiet)
        {
            return;
        }

        var report = outcome.Report;
        if (!outcome.IsNew)
        {
            StandardError.WriteLine($"{job.Output} is there already, of the same input, model and options.");
            return;
        }

        var errors = report.Errors.Count == 0
            ? string.Empty
            : $", {string.Join(", ", report.Errors.Select(error => Text($"{error.Value.Count:N0} {error.Key} (line {error.Value.FirstLines[0]})")))}";
        var below = report.BelowMinimum == 0 ? string.Empty : Text($", {report.BelowMinimum:N0} below the minimum score");
        StandardError.WriteLine(Text(
            $"{job.Name} → {job.Output ?? "standard output"}: {report.Labelled:N0} of {report.Rows:N0} rows have a word{below}{errors}; {report.Seconds:F1} s"));
        foreach (var note in report.Notes ?? [])
        {
            StandardError.WriteLine($"{job.Name}: {note}");
        }

        WordChart.Show(report);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

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

/// <summary>The most frequent words as bars, on standard error.</summary>
internal static class WordChart
{
    private const int MostWords = 10;
    private const int Width = 60;

    /// <summary>Shows the chart; nothing where there is no word.</summary>
    public static void Show(LabelReport report)
    {
        if (report.Words.Count == 0)
        {
            return;
        }

        var chart = new BarChart { Width = Width };
        chart.AddItems(report.Words.Take(MostWords), word => new BarChartItem(Markup.Escape(word.Key), word.Value, Color.Green));
        try
        {
            Terminal.ErrorConsole().Write(chart);
        }
        catch (IOException)
        {
            // Nobody sees it; the labelled file is there.
        }
    }
}
