using System.Text.Json;
using System.Text.Json.Serialization;
using Azure;
using DavidBert.Serving.Configuration;
using DavidBert.Serving.Models;
using DavidBert.Serving.Storage;
using DavidBert.Serving.Telemetry;
using Microsoft.Extensions.Logging;

namespace DavidBert.Serving.Inbox;

/// <summary>
/// Labels the files of the inbox, called once for each event of storage or of the queue. Whatever is called again, at
/// the same time or after a crash, goes on with what is left to do; when a call ends without an exception the event is
/// settled.
/// </summary>
public sealed partial class InboxLabelling
{
    private readonly InboxStore store;
    private readonly FileRejection rejection;
    private readonly InboxJobs jobs;
    private readonly InboxRetries retries;
    private readonly ParkedMessages parking;
    private readonly ILogger<InboxLabelling> logger;

    internal InboxLabelling(
        InboxStore store,
        ChunkQueue queue,
        LabellingOptions settings,
        ModelHost models,
        TimeProvider time,
        ServiceMetrics metrics,
        ILoggerFactory loggers,
        CutLimits? limits = null)
    {
        var disposal = new InputDisposal(store, settings);
        (this.store, logger) = (store, loggers.CreateLogger<InboxLabelling>());
        rejection = new FileRejection(store, disposal, metrics, loggers.CreateLogger<FileRejection>());
        parking = new ParkedMessages(store, loggers.CreateLogger<ParkedMessages>());
        jobs = new InboxJobs(
            store,
            queue,
            new InboxPlanner(store, queue, settings, limits ?? new CutLimits(), time),
            rejection,
            disposal,
            settings,
            models,
            time,
            metrics,
            loggers.CreateLogger<InboxJobs>());
        retries = new InboxRetries(store, queue, time, loggers.CreateLogger<InboxRetries>());
    }

    /// <summary>
    /// Labels a file of the inbox as <see cref="HandleFileAsync"/> does, for a trigger that would try again at once: a
    /// failure is noted, and the queue brings the file again some time later, five times in all.
    /// </summary>
    /// <param name="name">The file's name; one that waits for its next attempt is a success too.</param>
    /// <param name="cancellation">Ends the call; the next one goes on.</param>
    public async Task HandleEventAsync(string name, CancellationToken cancellation = default)
    {
        if (await FindAsync(name, cancellation) is { } input && await retries.IsWaitingAsync(input, cancellation))
        {
            return;
        }

        try
        {
            await HandleFileAsync(name, cancellation);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            await FailedAsync(name, e, cancellation);
        }
    }

    /// <summary>Labels a file of the inbox, or puts its parts on the queue.</summary>
    /// <param name="name">The file's name; one that is not there, or that is done, is a success.</param>
    /// <param name="cancellation">Ends the call; the next one goes on.</param>
    public async Task HandleFileAsync(string name, CancellationToken cancellation = default)
    {
        if (!InboxName.TryParse(name, out var file, out var problem))
        {
            await rejection.LeaveAloneAsync(name, problem, cancellation);
            return;
        }

        for (var attempt = 1; await store.FindAsync(file, cancellation) is { } input; attempt++)
        {
            if (await jobs.RunAsync(input, cancellation))
            {
                return;
            }

            await Contention.WaitAsync(attempt, $"The file '{file}'", cancellation);
        }

        await store.Sweep.RunAsync(file, done: null, cancellation);
    }

    /// <summary>
    /// Labels a chunk of a file, or goes on cutting it; whoever labels the last chunk puts the output in its place.
    /// </summary>
    /// <param name="message">The message of the queue.</param>
    /// <param name="cancellation">Ends the call; the message comes again.</param>
    public async Task HandleChunkAsync(string message, CancellationToken cancellation = default)
    {
        var task = ChunkMessage.Parse(message);
        if (await store.FindAsync(task.Input, cancellation) is not { } input
            || !string.Equals(input.Version, task.Version, StringComparison.Ordinal))
        {
            await store.Sweep.RunAsync(task.Input, done: null, cancellation);
            return;
        }

        if (!task.IsRetry)
        {
            await jobs.RunChunkAsync(input, task, cancellation);
        }
        else if (await retries.IsDueAsync(input, task, cancellation))
        {
            await HandleEventAsync(task.Name, cancellation);
        }
    }

    /// <summary>Rejects the file of a message that failed too often; a message that cannot be read is parked.</summary>
    /// <param name="message">The message of the queue.</param>
    /// <param name="cancellation">Ends the call.</param>
    public async Task HandlePoisonedChunkAsync(string message, CancellationToken cancellation = default)
    {
        try
        {
            var task = ChunkMessage.Parse(message);
            await GiveUpAsync(task.Input, cause: null, task, cancellation);
        }
        catch (UnreadableMessageException e)
        {
            await parking.ParkAsync(message, e.Message, cancellation);
        }
    }

    /// <summary>Rejects a file of which the labelling failed too often.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="cause">Why it failed the last time; null where that is not known.</param>
    /// <param name="cancellation">Ends the call.</param>
    internal async Task HandlePoisonedFileAsync(string name, Exception? cause, CancellationToken cancellation)
    {
        if (InboxName.TryParse(name, out var file, out _))
        {
            await GiveUpAsync(file, cause, task: null, cancellation);
        }
    }

    /// <summary>Takes back that a file is stuck, where it was said.</summary>
    internal async Task UnstickAsync(string name, CancellationToken cancellation)
    {
        if (InboxName.TryParse(name, out var file, out _))
        {
            await rejection.UnstickAsync(file, cancellation);
        }
    }

    /// <summary>
    /// Tries a file once more, later, of which the functions host says that its trigger failed too often. It did so
    /// within a second, and no failure was noted: storage was out of reach, or the process ended. A message about
    /// anything else, which another app may have caused, is parked.
    /// </summary>
    /// <param name="message">The message, JSON with <c>ContainerName</c>, <c>BlobName</c> and <c>ETag</c>.</param>
    /// <param name="cancellation">Ends the call.</param>
    public async Task HandlePoisonedFileMessageAsync(string message, CancellationToken cancellation = default)
    {
        try
        {
            var blob = PoisonedBlob.Parse(message);
            if (await store.FindAsync(blob.Input, cancellation) is { } input
                && blob.IsAbout(input)
                && !await jobs.TryFinishAsync(input, cancellation)
                && !await retries.IsWaitingAsync(input, cancellation))
            {
                await FailedAsync(input.Name.Value, cause: null, cancellation);
            }
        }
        catch (UnreadableMessageException e)
        {
            await parking.ParkAsync(message, e.Message, cancellation);
        }
    }

    private async Task<InputFile?> FindAsync(string name, CancellationToken cancellation) =>
        InboxName.TryParse(name, out var file, out _) ? await store.FindAsync(file, cancellation) : null;

    /// <summary>Notes that an attempt failed; after the last one the file is rejected.</summary>
    private async Task FailedAsync(string name, Exception? cause, CancellationToken cancellation)
    {
        if (await FindAsync(name, cancellation) is { } input && !await retries.NoteAsync(input, cause, cancellation))
        {
            await HandlePoisonedFileAsync(name, cause, cancellation);
        }
    }

    /// <summary>
    /// Rejects a file, or finishes it where all is done. Where storage refuses even that, the file stays and the reason
    /// says so: whatever happens to one file, the others go on.
    /// </summary>
    private async Task GiveUpAsync(
        InboxName name, Exception? cause, ChunkMessage? task, CancellationToken cancellation)
    {
        try
        {
            if (await store.FindAsync(name, cancellation) is { } input
                && (task is null || string.Equals(input.Version, task.Version, StringComparison.Ordinal))
                && !await jobs.TryFinishAsync(input, cancellation))
            {
                await RejectAsync(input, cause, task, cancellation);
            }
        }
        catch (RequestFailedException e) when (StorageFailure.IsLasting(e))
        {
            await rejection.StickAsync(name, StorageFailure.Sentence(e), cancellation);
        }
    }

    private async Task RejectAsync(
        InputFile input, Exception? cause, ChunkMessage? task, CancellationToken cancellation)
    {
        if (task is not null)
        {
            await (task.IsRetry
                ? retries.RequireNotedAsync(input, task, cancellation)
                : jobs.RequirePlannedAsync(input, task, cancellation));
            ChunkPoisoned(logger, task.Name, task.Chunk?.Index ?? task.From?.Index ?? 0);
        }

        var why = cause is null ? "the service's log says why." : StorageFailure.Describe(cause);
        await rejection.RejectAsync(
            input,
            "failed",
            $"Labelling failed {FilePlaces.MostAttempts} times: {why} Upload the file again when the cause is mended.",
            task?.Chunk?.Start.Line ?? task?.From?.Position.Line,
            cancellation);
    }

    [LoggerMessage(EventId = 32, EventName = "DavidBert.ChunkPoisoned", Level = LogLevel.Error,
        Message = "Chunk {Chunk} of the file {File} failed too often; the file is rejected.")]
    private static partial void ChunkPoisoned(ILogger logger, string file, int chunk);
}

/// <summary>What the functions host says, in its own names, of a blob whose trigger failed too often.</summary>
internal sealed record PoisonedBlob(
    [property: JsonPropertyName("ContainerName")] string? ContainerName,
    [property: JsonPropertyName("BlobName")] string? BlobName,
    [property: JsonPropertyName("ETag")] string? Tag = null)
{
    /// <summary>The blob's name, checked.</summary>
    [JsonIgnore]
    public InboxName Input => InboxName.TryParse(BlobName, out var name, out var problem)
        ? name
        : throw new UnreadableMessageException(problem);

    /// <summary>Reads a message.</summary>
    /// <exception cref="UnreadableMessageException">It is not about a file of the inbox.</exception>
    public static PoisonedBlob Parse(string message)
    {
        try
        {
            return JsonSerializer.Deserialize(message, InboxJson.Default.PoisonedBlob)
                is { ContainerName: FilePlaces.Inbox, Input: not null } blob
                ? blob
                : throw new UnreadableMessageException($"It is not about a blob of '{FilePlaces.Inbox}'.");
        }
        catch (JsonException e)
        {
            throw new UnreadableMessageException($"It is not the JSON of a failed trigger: {e.Message}");
        }
    }

    /// <summary>Whether the version that failed is the one that the inbox has.</summary>
    public bool IsAbout(InputFile input) =>
        Tag is null || string.Equals(Tag.Trim('"'), input.Version, StringComparison.Ordinal);
}
