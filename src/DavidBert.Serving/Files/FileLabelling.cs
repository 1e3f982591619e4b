using System.Text.Json;
using Azure;
using DavidBert.Labelling;
using DavidBert.Serving.Models;
using Microsoft.Extensions.Logging;

namespace DavidBert.Serving.Files;

/// <summary>
/// Labels the files of the inbox, called once for each event of storage or of the queue. Whatever is called again, at the same
/// time or after a crash, goes on with what is left to do; when a call ends without an exception the event is settled.
/// </summary>
public sealed partial class FileLabelling
{
    private readonly FileStore store;
    private readonly ChunkQueue queue;
    private readonly FilePlanner planner;
    private readonly ChunkLabelling chunks;
    private readonly FileOutput output;
    private readonly FileRejection rejection;
    private readonly InputEnd end;
    private readonly LabellingOptions settings;
    private readonly ModelHost models;
    private readonly TimeProvider time;
    private readonly ILogger<FileLabelling> logger;

    internal FileLabelling(FileStore store, ChunkQueue queue, LabellingOptions settings, ModelHost models, TimeProvider time, ILoggerFactory loggers)
        : this(store, queue, new FilePlanner(store, queue, settings, time), settings, models, time, loggers)
    {
    }

    internal FileLabelling(
        FileStore store, ChunkQueue queue, FilePlanner planner, LabellingOptions settings, ModelHost models, TimeProvider time, ILoggerFactory loggers)
    {
        (this.store, this.queue, this.planner, this.settings, this.models, this.time) = (store, queue, planner, settings, models, time);
        (chunks, output, end, logger) = (new(store), new(store), new(store, settings), loggers.CreateLogger<FileLabelling>());
        rejection = new FileRejection(store, end, loggers.CreateLogger<FileRejection>());
    }

    /// <summary>Labels a file of the inbox, or puts its parts on the queue.</summary>
    /// <param name="name">The file's name; one that is not there, or that is done, is a success.</param>
    /// <param name="cancellation">Ends the call; the next one goes on.</param>
    public async Task LabelAsync(string name, CancellationToken cancellation = default)
    {
        if (!InboxName.CanBeAddressed(name))
        {
            await rejection.ExplainAsync(
                new RejectionReason(name, "name", "A part of the name is '.' or '..'; upload the file under another name.", Row: null), version: null, cancellation);
            return;
        }

        while (await store.FindAsync(name, cancellation) is { } input)
        {
            if (await WhileCurrentAsync(input, () => LabelAsync(input, cancellation), cancellation))
            {
                return;
            }
        }

        await store.Sweep.RunAsync(name, done: null, cancellation);
    }

    /// <summary>Labels a chunk of a file, or goes on cutting it; whoever labels the last chunk puts the output in its place.</summary>
    /// <param name="message">The message of the queue.</param>
    /// <param name="cancellation">Ends the call; the message comes again.</param>
    public async Task ChunkAsync(string message, CancellationToken cancellation = default)
    {
        var task = Read(message);
        if (await store.FindAsync(task.Name, cancellation) is not { } input || !string.Equals(input.Version, task.Version, StringComparison.Ordinal))
        {
            await store.Sweep.RunAsync(task.Name, done: null, cancellation);
            return;
        }

        await WhileCurrentAsync(input, () => ChunkAsync(input, task, cancellation), cancellation);
    }

    /// <summary>Rejects the file of a message that failed too often.</summary>
    /// <param name="message">The message of the queue.</param>
    /// <param name="cancellation">Ends the call.</param>
    public async Task PoisonAsync(string message, CancellationToken cancellation = default)
    {
        var task = Read(message);
        if (await store.FindAsync(task.Name, cancellation) is { } input
            && string.Equals(input.Version, task.Version, StringComparison.Ordinal)
            && !await TryFinishAsync(input, cancellation))
        {
            ChunkPoisoned(logger, task.Name, task.Chunk?.Index ?? task.From?.Index ?? 0);
            await GiveUpAsync(input, task.Chunk?.Start.Line ?? task.From?.Position.Line, cancellation);
        }
    }

    /// <summary>Rejects a file of which the labelling failed too often.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="cancellation">Ends the call.</param>
    public async Task PoisonFileAsync(string name, CancellationToken cancellation = default)
    {
        if (InboxName.CanBeAddressed(name) && await store.FindAsync(name, cancellation) is { } input && !await TryFinishAsync(input, cancellation))
        {
            await GiveUpAsync(input, row: null, cancellation);
        }
    }

    /// <summary>Rejects the file of a message that the functions host wrote when its trigger failed too often.</summary>
    /// <param name="message">The message, JSON with <c>ContainerName</c> and <c>BlobName</c>.</param>
    /// <param name="cancellation">Ends the call.</param>
    public Task PoisonFileMessageAsync(string message, CancellationToken cancellation = default)
    {
        var blob = JsonSerializer.Deserialize(message, FileJson.Default.PoisonedBlob);
        return blob is { ContainerName: FilePlaces.Inbox, BlobName: { } name } ? PoisonFileAsync(name, cancellation) : Task.CompletedTask;
    }

    private async Task LabelAsync(InputFile input, CancellationToken cancellation)
    {
        if (await TryFinishAsync(input, cancellation))
        {
            return;
        }

        if (!FileRejection.HasRoom(input.Name))
        {
            await rejection.RejectAsync(input, "name", $"The name has {input.Name.Length} characters; shorten it.", row: null, cancellation);
            return;
        }

        if (input.Bytes > settings.MaxBytes)
        {
            await rejection.RejectAsync(input, "too_large", $"The file has {input.Bytes} bytes; at most {settings.MaxBytes} are labelled. Cut it.", row: null, cancellation);
            return;
        }

        using var lease = await models.WaitAsync(time, cancellation);
        var job = LabelJob.Of(input, lease.Model);
        await OrRejectAsync(job, async () =>
        {
            var plan = await planner.PlanAsync(job, cancellation);
            foreach (var chunk in await planner.CutAsync(job, plan, from: null, cancellation))
            {
                await chunks.LabelAsync(job, plan, chunk, lease.Model, cancellation);
            }

            await CommitAsync(job, plan, cancellation);
        }, cancellation);
    }

    private async Task ChunkAsync(InputFile input, ChunkMessage task, CancellationToken cancellation)
    {
        using var lease = await models.WaitAsync(time, cancellation);
        var job = LabelJob.Of(input, lease.Model);
        if (await TryFinishAsync(input, cancellation))
        {
            return;
        }

        if (!string.Equals(job.Id, task.Job, StringComparison.Ordinal))
        {
            await (task.IsLeftBy(lease.Model.LoadedAt) ? queue.DeferAsync(task, cancellation) : LabelAsync(input, cancellation));
            return;
        }

        await OrRejectAsync(job, async () =>
        {
            var plan = await planner.PlanAsync(job, cancellation);
            if (task.Chunk is { } chunk)
            {
                await chunks.LabelAsync(job, plan, chunk, lease.Model, cancellation);
            }
            else
            {
                await planner.CutAsync(job, plan, task.From, cancellation);
            }

            await CommitAsync(job, plan, cancellation);
        }, cancellation);
    }

    /// <summary>Makes the output where this was the last chunk.</summary>
    private async Task CommitAsync(LabelJob job, FilePlan plan, CancellationToken cancellation)
    {
        var work = store.Work(job.Id);
        if (await work.ResultsAsync(cancellation) is not { } results)
        {
            await TryFinishAsync(job.Input, cancellation); // another one may have been faster; what this one wrote since is cleared away
            return;
        }

        if (!await work.CommitAsync(results, ContentTypeOf(plan), cancellation) && await output.MakerAsync(job.Input, cancellation) is null)
        {
            await store.Sweep.RunAsync(job, cancellation); // storage drops blocks that were staged a week ago
            await LabelAsync(job.Input, cancellation);
            return;
        }

        await output.PublishAsync(job, cancellation);
        var rows = results.Sum(result => result.Report.Rows);
        FileLabelled(logger, job.Input.Name, rows, results.Count, job.Model.Version);
        await TryFinishAsync(job.Input, cancellation);
    }

    /// <summary>Does what is left when the output of an input, or the reason of its rejection, is there.</summary>
    /// <returns>Whether it is.</returns>
    private async Task<bool> TryFinishAsync(InputFile input, CancellationToken cancellation)
    {
        if (await output.MakerAsync(input, cancellation) is { } maker)
        {
            await output.ReportAsync(input, maker, cancellation);
            await store.Sweep.RunAsync(input.Name, input.Version, cancellation);
            await end.LabelledAsync(input, cancellation);
            return true;
        }

        if (await rejection.IsRejectedAsync(input, cancellation))
        {
            await store.Sweep.RunAsync(input.Name, input.Version, cancellation);
            await end.RemoveAsync(input, cancellation);
            return true;
        }

        return false;
    }

    private async Task OrRejectAsync(LabelJob job, Func<Task> label, CancellationToken cancellation)
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

    private Task GiveUpAsync(InputFile input, long? row, CancellationToken cancellation) => rejection.RejectAsync(
        input, "failed", $"Labelling failed {FilePlaces.MostAttempts} times; the service's log says why. Upload the file again when that is mended.", row, cancellation);

    /// <summary>Runs work on a version of an input.</summary>
    /// <returns>False where the inbox has another version by now, or none; the work of the old one is deleted.</returns>
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
        catch (RequestFailedException e) when (e.Status is 404 or 412)
        {
            if (await store.IsCurrentAsync(input, cancellation))
            {
                throw;
            }
        }

        await store.Sweep.RunAsync(input.Name, done: null, cancellation);
        return false;
    }

    private static ChunkMessage Read(string message) =>
        JsonSerializer.Deserialize(message, FileJson.Default.ChunkMessage) is { Name: not null, Version: not null, Job: not null } read
            ? read
            : throw new JsonException("The message of the queue is none of ours: it has no name, version and job.");

    private static string ContentTypeOf(FilePlan plan) => plan.Layout.Dialect switch
    {
        { IsCompressed: true } => "application/gzip",
        { Format: TableFormat.Csv } => "text/csv",
        { Format: TableFormat.Jsonl } => "application/jsonl",
        _ => "text/tab-separated-values",
    };

    [LoggerMessage(EventId = 30, EventName = "DavidBert.FileLabelled", Level = LogLevel.Information,
        Message = "The file {File} is labelled: {Rows} rows in {Chunks} chunks, by version {Version} of the model.")]
    private static partial void FileLabelled(ILogger logger, string file, long rows, int chunks, string version);

    [LoggerMessage(EventId = 32, EventName = "DavidBert.ChunkPoisoned", Level = LogLevel.Error,
        Message = "Chunk {Chunk} of the file {File} failed too often; the file is rejected.")]
    private static partial void ChunkPoisoned(ILogger logger, string file, int chunk);
}
