using Azure;
using DavidBert.Labelling;
using DavidBert.Serving.Configuration;
using DavidBert.Serving.Models;
using DavidBert.Serving.Storage;
using DavidBert.Serving.Telemetry;
using Microsoft.Extensions.Logging;

namespace DavidBert.Serving.Inbox;

/// <summary>
/// The job of a version of an input, from the plan to the output in its place. Each step looks at what storage has, so
/// whoever comes next goes on from there.
/// </summary>
internal sealed partial class InboxJobs(
    InboxStore store,
    ChunkQueue queue,
    InboxPlanner planner,
    FileRejection rejection,
    InputDisposal disposal,
    LabellingOptions settings,
    ModelHost models,
    TimeProvider time,
    ServiceMetrics metrics,
    ILogger<InboxJobs> logger)
{
    private readonly ChunkLabelling chunks = new(store);
    private readonly FileOutput output = new(store);

    /// <summary>Labels an input, or puts its parts on the queue.</summary>
    /// <returns>False where the inbox has another version by now, or none.</returns>
    public Task<bool> RunAsync(InputFile input, CancellationToken cancellation) =>
        WhileCurrentAsync(input, () => LabelCurrentAsync(input, cancellation), cancellation);

    /// <summary>Labels a chunk of an input, or goes on cutting it.</summary>
    /// <returns>False where the inbox has another version by now, or none.</returns>
    public Task<bool> RunChunkAsync(InputFile input, ChunkMessage task, CancellationToken cancellation) =>
        WhileCurrentAsync(input, () => ChunkOfCurrentAsync(input, task, cancellation), cancellation);

    private async Task LabelCurrentAsync(InputFile input, CancellationToken cancellation)
    {
        if (await TryFinishAsync(input, cancellation))
        {
            return;
        }

        if (!input.Name.HasRoom)
        {
            await rejection.RejectAsync(
                input,
                "name",
                $"The name has {input.Name.Value.Length} characters; shorten it.",
                row: null,
                cancellation);
            return;
        }

        if (input.Bytes > settings.MaxBytes)
        {
            await rejection.RejectAsync(
                input,
                "too_large",
                $"The file has {input.Bytes} bytes; at most {settings.MaxBytes} are labelled. Cut it.",
                row: null,
                cancellation);
            return;
        }

        using var lease = await models.WaitAsync(time, cancellation);
        var job = InboxJob.Of(input, lease.Model);
        await OrRejectAsync(job, async () =>
        {
            var plan = await planner.PlanAsync(job, cancellation);
            var cut = await planner.CutAsync(job, plan, from: null, cancellation);
            var sum = new ResultSum(cut.Count);
            foreach (var chunk in cut)
            {
                sum.Add(chunk.Index, await chunks.RunAsync(job, plan, chunk, lease.Model, cancellation));
            }

            await CommitAsync(job, plan, sum.Whole(), cancellation);
        }, cancellation);
    }

    private async Task ChunkOfCurrentAsync(InputFile input, ChunkMessage task, CancellationToken cancellation)
    {
        using var lease = await models.WaitAsync(time, cancellation);
        var job = InboxJob.Of(input, lease.Model);
        if (await TryFinishAsync(input, cancellation))
        {
            return;
        }

        if (!string.Equals(job.Id, task.Job, StringComparison.Ordinal))
        {
            var next = task.IsLeftBy(lease.Model.LoadedAt)
                ? queue.DeferAsync(task, cancellation)
                : LabelCurrentAsync(input, cancellation);
            await next;
            return;
        }

        await OrRejectAsync(job, async () =>
        {
            var plan = await planner.PlanAsync(job, cancellation);
            await store.Work(job.Id).RequirePlannedAsync(task, cancellation);
            if (task.Chunk is { } chunk)
            {
                await chunks.RunAsync(job, plan, chunk, lease.Model, cancellation);
            }
            else
            {
                await planner.CutAsync(job, plan, task.From, cancellation);
            }

            await CommitAsync(job, plan, results: null, cancellation);
        }, cancellation);
    }

    /// <summary>Makes the output where this was the last chunk.</summary>
    /// <param name="job">The job.</param>
    /// <param name="plan">Its plan.</param>
    /// <param name="results">What became of all chunks; null to read from the work whether there is anything.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    private async Task CommitAsync(
        InboxJob job, InboxPlan plan, JobResults? results, CancellationToken cancellation)
    {
        var work = store.Work(job.Id);
        results ??= await work.ResultsAsync(cancellation);
        if (results is null)
        {
            // Another one may have been faster; what this one wrote since is cleared away
            await TryFinishAsync(job.Input, cancellation);
            return;
        }

        if (!await work.CommitAsync(results.Blocks, ContentTypeOf(plan), cancellation)
            && await output.MakerAsync(job.Input, cancellation) is null)
        {
            await store.Sweep.RunAsync(job, cancellation); // storage drops blocks that were staged a week ago
            await LabelCurrentAsync(job.Input, cancellation);
            return;
        }

        var maker = await output.PublishAsync(job, cancellation);
        metrics.File(FileOutcome.Labelled);
        FileLabelled(logger, job.Input.Name.Value, job.Model.Version, results.Report.Rows, results.Chunks);
        var isMaker = string.Equals(maker, job.Id, StringComparison.Ordinal);
        await FinishAsync(job.Input, maker, isMaker ? results : null, cancellation);
    }

    /// <summary>Checks that a task is one that was planned for this version of an input.</summary>
    /// <exception cref="UnreadableMessageException">It is not.</exception>
    public Task RequirePlannedAsync(InputFile input, ChunkMessage task, CancellationToken cancellation) =>
        InboxJob.IsOf(input, task.Job)
            ? store.Work(task.Job).RequirePlannedAsync(task, cancellation)
            : throw new UnreadableMessageException("Its 'job' is not one of its file.");

    /// <summary>Does what is left when the output of an input, or the reason of its rejection, is there.</summary>
    /// <returns>Whether it is.</returns>
    public async Task<bool> TryFinishAsync(InputFile input, CancellationToken cancellation)
    {
        if (await output.MakerAsync(input, cancellation) is { } maker)
        {
            await FinishAsync(input, maker, results: null, cancellation);
            return true;
        }

        if (await rejection.IsRejectedAsync(input, cancellation))
        {
            await store.Sweep.RunAsync(input.Name, input.Version, cancellation);
            await disposal.RejectedAsync(input, cancellation);
            return true;
        }

        return false;
    }

    /// <summary>Does what is left when a job has made the output.</summary>
    private async Task FinishAsync(
        InputFile input, string maker, JobResults? results, CancellationToken cancellation)
    {
        await output.ReportAsync(input, maker, results, cancellation);
        await store.Sweep.RunAsync(input.Name, input.Version, cancellation);
        await disposal.LabelledAsync(input, cancellation);
    }

    private async Task OrRejectAsync(InboxJob job, Func<Task> label, CancellationToken cancellation)
    {
        try
        {
            await label();
        }
        catch (LabelException e)
        {
            await rejection.RejectAsync(job.Input, e.Code, e.Message, e.Line, cancellation);
        }
    }

    /// <summary>Runs work on a version of an input.</summary>
    /// <returns>
    /// False where the inbox has another version by now, or none; the work of the old one is deleted.
    /// </returns>
    private async Task<bool> WhileCurrentAsync(InputFile input, Func<Task> work, CancellationToken cancellation)
    {
        try
        {
            await work();
            return true;
        }
        catch (InputChangedException)
        {
        }
        catch (RequestFailedException e) when (StorageFailure.IsGone(e))
        {
            if (await store.IsCurrentAsync(input, cancellation))
            {
                throw;
            }
        }

        await store.Sweep.RunAsync(input.Name, done: null, cancellation);
        return false;
    }

    private static string ContentTypeOf(InboxPlan plan) =>
        plan.Layout.Dialect.IsCompressed ? "application/gzip" : plan.Layout.Dialect.Format switch
        {
            TableFormat.Csv => "text/csv",
            TableFormat.Tsv or TableFormat.Txt => "text/tab-separated-values",
            TableFormat.Json => "application/json",
            TableFormat.Jsonl => "application/jsonl",
        };

    [LoggerMessage(EventId = 30, EventName = "DavidBert.FileLabelled", Level = LogLevel.Information,
        Message = "The file {File} is labelled by version {Version} of the model. Rows: {Rows}; chunks: {Chunks}.")]
    private static partial void FileLabelled(ILogger logger, string file, string version, long rows, int chunks);
}

/// <summary>Labels a chunk and stages its output.</summary>
internal sealed class ChunkLabelling(InboxStore store)
{
    /// <summary>Labels a chunk, unless somebody has.</summary>
    /// <returns>What became of it.</returns>
    /// <exception cref="LabelException">A record is too long.</exception>
    public async Task<ChunkResult> RunAsync(
        InboxJob job, InboxPlan plan, TableChunk chunk, ServedModel model, CancellationToken cancellation)
    {
        var work = store.Work(job.Id);
        if (await work.ResultAsync(chunk.Index, cancellation) is { } before)
        {
            return before;
        }

        await using var content = plan.HasOwnContent
            ? await work.ReadContentAsync(chunk.Start.Offset, chunk.Length, cancellation)
            : await BlobRange.ReadAsync(
                store.File(FilePlaces.Inbox, job.Input.Name),
                chunk.Start.Offset,
                chunk.Length,
                job.Input.Tag,
                cancellation);
        await using var output = TemporaryFile.Open(); // with many words a row, it may be larger than memory
        var report = await new TableLabeller(model.Predictor, plan.Options).LabelChunkAsync(
            content, plan.Layout, chunk, output, cancellation);
        return await work.FinishChunkAsync(chunk.Index, output, report, cancellation);
    }
}
