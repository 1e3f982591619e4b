using DavidBert.Cli.Shell;
using DavidBert.Labelling;

namespace DavidBert.Cli.Labelling;

/// <summary>Labels the tables of one command line, one after another, and tells of each on standard error.</summary>
/// <param name="options">How to label.</param>
/// <param name="model">The folder of the model.</param>
/// <param name="reading">How phrases are read.</param>
/// <param name="readingIdentity">What tells one reading from another.</param>
/// <param name="threads">How many threads compute.</param>
/// <param name="force">Whether outputs that davidbert did not make are replaced.</param>
/// <param name="quiet">Whether only failures are told.</param>
internal sealed class LabelSession(
    LabelOptions options,
    string model,
    PredictorOptions reading,
    string readingIdentity,
    int threads,
    bool force,
    bool quiet)
{
    /// <summary>Labels the tables; one that fails does not keep the others from being labelled.</summary>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public async Task<int> RunAsync(LabelPlan plan, CancellationToken cancellation)
    {
        if (!quiet)
        {
            foreach (var (path, reason, remedy) in plan.Unreadable)
            {
                Failure.Tell($"{path}: left out, as {reason}; {remedy}.");
            }
        }

        using var predictor = Predictor.Load(model, reading);
        var labeller = new TableLabeller(predictor, options, threads);
        var files = new ResumableLabelling(labeller, options, predictor.Bundle, readingIdentity, force);
        var code = ExitCode.Success;
        foreach (var table in plan.Tables)
        {
            try
            {
                var outcome = await LabelProgressBar.RunAsync(
                    table, quiet, watch => LabelAsync(labeller, files, table, watch, cancellation));
                if (!quiet)
                {
                    LabelSummary.Tell(table, outcome);
                }

                code = Math.Max(code, outcome.Report.Errors.Count > 0 ? ExitCode.SomeFailed : ExitCode.Success);
            }
            catch (OperationCanceledException e)
            {
                Failure.Tell($"{table.Name}: interrupted; {Kept(table, e)}");
                throw;
            }
            catch (Exception e) when (e is not ReaderGoneException
                && Failure.MessageOf(e) is { } message)
            {
                Failure.Tell($"{table.Name}: {message}");
                code = ExitCode.Unusable;
            }
        }

        return code;
    }

    /// <summary>What an interrupted labelling leaves, and how it goes on.</summary>
    private static string Kept(PlannedTable table, OperationCanceledException interruption) => interruption switch
    {
        LabelInterruptedException { RowsKept: > 0 } kept =>
            $"{Counted.Of(kept.RowsKept, "row")} {Counted.Form(kept.RowsKept, "is", "are")} kept. "
            + "Run the same command again to continue from there.",
        _ when table.Output is null => "what was written to standard output is not whole.",
        _ => "nothing of it is kept. Run the same command again to label it.",
    };

    private async Task<LabelOutcome> LabelAsync(
        TableLabeller labeller,
        ResumableLabelling files,
        PlannedTable planned,
        LabelWatch watch,
        CancellationToken cancellation)
    {
        await using var input = planned.Input is { } path
            ? await ReadableFile.OpenAsync(path, cancellation)
            : StandardInput.Open();
        var name = Path.GetFileName(planned.Input);
        if (planned.Output is { } output && !DeviceFile.Is(output))
        {
            return await files.LabelAsync(input, name, output, watch, cancellation);
        }

        await using var table = await TableInput.OpenAsync(input, options, name, cancellation);
        var run = new LabelRun { Progress = at => watch.Progress(TableProgress.Of(at, input, table.Layout)) };
        await using var stream = planned.Output is { } device ? OpenDevice(device) : StandardOutput.Open();
        return new LabelOutcome(await labeller.LabelAsync(table, stream, run, cancellation), IsNew: true);
    }

    private static FileStream OpenDevice(string path) =>
        new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0, useAsync: false);
}
