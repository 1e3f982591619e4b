using System.Globalization;
using DavidBert.Cli.Input;
using DavidBert.Cli.Output;
using DavidBert.Labelling;

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
        var files = new FileLabelling(labeller, options, predictor.Bundle, force);
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
        TableLabeller labeller, FileLabelling files, LabelJob job, Action<JobProgress> progress, CancellationToken cancellation)
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
        WordChart.Show(report);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
