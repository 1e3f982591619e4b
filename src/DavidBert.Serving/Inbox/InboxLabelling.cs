using System.Text.Json;
using DavidBert.Serving.Configuration;
using DavidBert.Serving.Models;
using Microsoft.Extensions.Logging;

namespace DavidBert.Serving.Inbox;

/// <summary>
/// Labels the files of the inbox, called once for each event of storage or of the queue. Whatever is called again, at the same
/// time or after a crash, goes on with what is left to do; when a call ends without an exception the event is settled.
/// </summary>
public sealed partial class InboxLabelling
{
    private readonly InboxStore store;
    private readonly FileRejection rejection;
    private readonly InboxJobs jobs;
    private readonly ChunkQueue queue;
    private readonly TimeProvider time;
    private readonly ILogger<InboxLabelling> logger;

    internal InboxLabelling(InboxStore store, ChunkQueue queue, LabellingOptions settings, ModelHost models, TimeProvider time, ILoggerFactory loggers)
        : this(store, queue, new InboxPlanner(store, queue, settings, time), settings, models, time, loggers)
    {
    }

    internal InboxLabelling(
        InboxStore store, ChunkQueue queue, InboxPlanner planner, LabellingOptions settings, ModelHost models, TimeProvider time, ILoggerFactory loggers)
    {
        var end = new InputEnd(store, settings);
        (this.store, this.queue, this.time, logger) = (store, queue, time, loggers.CreateLogger<InboxLabelling>());
        rejection = new FileRejection(store, end, loggers.CreateLogger<FileRejection>());
        jobs = new InboxJobs(store, queue, planner, rejection, end, settings, models, time, loggers.CreateLogger<InboxJobs>());
    }

    /// <summary>
    /// Labels a file of the inbox, or puts its parts on the queue. Where that fails, the failure is noted, and the file is tried again
    /// some time later, five times in all; until then calls for it do nothing.
    /// </summary>
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
            var (attempts, _) = await store.Attempts.ReadAsync(input, cancellation);
            if (attempts?.Due > time.GetUtcNow() || await TryAsync(input, cancellation))
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

        await (task is { Chunk: null, From: null } ? RetryAsync(input, task, cancellation) : jobs.ChunkAsync(input, task, cancellation));
    }

    /// <summary>Rejects the file of a message that failed too often.</summary>
    /// <param name="message">The message of the queue.</param>
    /// <param name="cancellation">Ends the call.</param>
    public async Task PoisonAsync(string message, CancellationToken cancellation = default)
    {
        var task = Read(message);
        if (await store.FindAsync(task.Name, cancellation) is { } input
            && string.Equals(input.Version, task.Version, StringComparison.Ordinal)
            && !await jobs.TryFinishAsync(input, cancellation))
        {
            ChunkPoisoned(logger, task.Name, task.Chunk?.Index ?? task.From?.Index ?? 0);
            await GiveUpAsync(input, task.Chunk?.Start.Line ?? task.From?.Position.Line, cancellation);
        }
    }

    /// <summary>Notes that labelling a file failed in a way that could not be noted: it ended the process, or storage was out of reach.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="cancellation">Ends the call.</param>
    public async Task PoisonFileAsync(string name, CancellationToken cancellation = default)
    {
        if (InboxName.CanBeAddressed(name)
            && await store.FindAsync(name, cancellation) is { } input
            && !await jobs.TryFinishAsync(input, cancellation)
            && await store.Attempts.ReadAsync(input, cancellation) is (null, _))
        {
            await FailedAsync(input, cancellation);
        }
    }

    /// <summary>As <see cref="PoisonFileAsync"/>, for a message that the functions host wrote when its trigger failed too often.</summary>
    /// <param name="message">The message, JSON with <c>ContainerName</c> and <c>BlobName</c>.</param>
    /// <param name="cancellation">Ends the call.</param>
    public Task PoisonFileMessageAsync(string message, CancellationToken cancellation = default)
    {
        var blob = JsonSerializer.Deserialize(message, FileJson.Default.PoisonedBlob);
        return blob is { ContainerName: FilePlaces.Inbox, BlobName: { } name } ? PoisonFileAsync(name, cancellation) : Task.CompletedTask;
    }

    /// <summary>Labels a file once more, unless another attempt was made since it was decided.</summary>
    private async Task RetryAsync(InputFile input, ChunkMessage task, CancellationToken cancellation)
    {
        var (attempts, _) = await store.Attempts.ReadAsync(input, cancellation);
        if (attempts?.Failed != task.Failed)
        {
            return;
        }

        var now = time.GetUtcNow();
        if (attempts.Due > now) // by this machine's clock
        {
            await queue.RetryAsync(input, attempts.Failed, attempts.Due - now, now, cancellation);
        }
        else if (!await TryAsync(input, cancellation))
        {
            await LabelAsync(input.Name, cancellation);
        }
    }

    /// <returns>False where the inbox has another version by now, or none.</returns>
    private async Task<bool> TryAsync(InputFile input, CancellationToken cancellation)
    {
        try
        {
            return await jobs.LabelAsync(input, cancellation);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            var failed = await FailedAsync(input, cancellation);
            LabellingFailed(logger, input.Name, failed, FilePlaces.MostAttempts, e);
            return true;
        }
    }

    /// <summary>Notes a failed attempt and sees to the next one; after the last the file is rejected.</summary>
    /// <returns>How many failed so far.</returns>
    private async Task<int> FailedAsync(InputFile input, CancellationToken cancellation)
    {
        var (before, tag) = await store.Attempts.ReadAsync(input, cancellation);
        var failed = (before?.Failed ?? 0) + 1;
        if (failed >= FilePlaces.MostAttempts)
        {
            await GiveUpAsync(input, row: null, cancellation);
            return failed;
        }

        var (pause, now) = (InboxAttempts.PauseAfter(failed), time.GetUtcNow());
        await queue.RetryAsync(input, failed, pause, now, cancellation); // first: a note without its message would be waited on in vain
        await store.Attempts.WriteAsync(input, new InboxAttempts(failed, now + pause), tag, cancellation);
        return failed;
    }

    private Task GiveUpAsync(InputFile input, long? row, CancellationToken cancellation) => rejection.RejectAsync(
        input, "failed", $"Labelling failed {FilePlaces.MostAttempts} times; the service's log says why. Upload the file again when that is mended.", row, cancellation);

    private static ChunkMessage Read(string message) =>
        JsonSerializer.Deserialize(message, FileJson.Default.ChunkMessage) is { Name: not null, Version: not null, Job: not null } read
            ? read
            : throw new JsonException("The message of the queue is none of ours: it has no name, version and job.");

    [LoggerMessage(EventId = 32, EventName = "DavidBert.ChunkPoisoned", Level = LogLevel.Error,
        Message = "Chunk {Chunk} of the file {File} failed too often; the file is rejected.")]
    private static partial void ChunkPoisoned(ILogger logger, string file, int chunk);

    [LoggerMessage(EventId = 33, EventName = "DavidBert.LabellingFailed", Level = LogLevel.Warning,
        Message = "Labelling the file {File} failed, attempt {Times} of {Most}.")]
    private static partial void LabellingFailed(ILogger logger, string file, int times, int most, Exception exception);
}

/// <summary>What a file of the inbox may be called.</summary>
internal static class InboxName
{
    /// <summary>Whether an address can hold the name: parts called <c>.</c> and <c>..</c> would lead elsewhere.</summary>
    public static bool CanBeAddressed(string name) => !name.Split('/', '\\').Any(part => part is "." or "..");
}
