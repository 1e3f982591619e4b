using System.Text.Json;
using System.Text.Json.Serialization;
using DavidBert.Serving.Configuration;
using DavidBert.Serving.Models;
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
        ILoggerFactory loggers)
        : this(store, queue, new InboxPlanner(store, queue, settings, time), settings, models, time, loggers)
    {
    }

    internal InboxLabelling(
        InboxStore store,
        ChunkQueue queue,
        InboxPlanner planner,
        LabellingOptions settings,
        ModelHost models,
        TimeProvider time,
        ILoggerFactory loggers)
    {
        var disposal = new InputDisposal(store, settings);
        (this.store, logger) = (store, loggers.CreateLogger<InboxLabelling>());
        rejection = new FileRejection(store, disposal, loggers.CreateLogger<FileRejection>());
        parking = new ParkedMessages(store, loggers.CreateLogger<ParkedMessages>());
        jobs = new InboxJobs(
            store, queue, planner, rejection, disposal, settings, models, time, loggers.CreateLogger<InboxJobs>());
        retries = new InboxRetries(store, queue, rejection, time, loggers.CreateLogger<InboxRetries>());
    }

    /// <summary>
    /// Labels a file of the inbox, or puts its parts on the queue. Where that fails, the failure is noted and the file
    /// is tried again some time later, five times in all; until then calls for it do nothing.
    /// </summary>
    /// <param name="name">The file's name; one that is not there, or that is done, is a success.</param>
    /// <param name="cancellation">Ends the call; the next one goes on.</param>
    public async Task HandleFileAsync(string name, CancellationToken cancellation = default)
    {
        if (!InboxName.TryParse(name, out var file, out var problem))
        {
            await rejection.LeaveAloneAsync(name, problem, cancellation);
            return;
        }

        while (await store.FindAsync(file, cancellation) is { } input)
        {
            if (await retries.IsWaitingAsync(input, cancellation)
                || await retries.TryAsync(input, () => jobs.RunAsync(input, cancellation), cancellation))
            {
                return;
            }
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
            await HandleFileAsync(task.Name, cancellation);
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
            if (await store.FindAsync(task.Input, cancellation) is { } input
                && string.Equals(input.Version, task.Version, StringComparison.Ordinal)
                && !await jobs.TryFinishAsync(input, cancellation))
            {
                await (task.IsRetry
                    ? retries.RequireNotedAsync(input, task, cancellation)
                    : jobs.RequirePlannedAsync(input, task, cancellation));
                ChunkPoisoned(logger, task.Name, task.Chunk?.Index ?? task.From?.Index ?? 0);
                await retries.GiveUpAsync(input, task.Chunk?.Start.Line ?? task.From?.Position.Line, cancellation);
            }
        }
        catch (UnreadableMessageException e)
        {
            await parking.ParkAsync(message, e.Message, cancellation);
        }
    }

    /// <summary>
    /// Tries a file once more, later, of which the trigger failed too often. It did so within a second, and no failure
    /// was noted: storage was out of reach, or the process ended.
    /// </summary>
    /// <param name="name">The file's name.</param>
    /// <param name="cancellation">Ends the call.</param>
    public async Task HandlePoisonedFileAsync(string name, CancellationToken cancellation = default)
    {
        if (InboxName.TryParse(name, out var file, out _)
            && await store.FindAsync(file, cancellation) is { } input
            && !await jobs.TryFinishAsync(input, cancellation)
            && !await retries.IsWaitingAsync(input, cancellation))
        {
            await retries.FailedAsync(input, cancellation);
        }
    }

    /// <summary>
    /// As <see cref="HandlePoisonedFileAsync"/>, for the message that the functions host wrote. A message about anything
    /// else, which another app may have caused, is parked.
    /// </summary>
    /// <param name="message">The message, JSON with <c>ContainerName</c>, <c>BlobName</c> and <c>ETag</c>.</param>
    /// <param name="cancellation">Ends the call.</param>
    public async Task HandlePoisonedFileMessageAsync(string message, CancellationToken cancellation = default)
    {
        try
        {
            var blob = PoisonedBlob.Parse(message);
            if (await store.FindAsync(blob.Input, cancellation) is { } input && blob.IsAbout(input))
            {
                await HandlePoisonedFileAsync(input.Name.Value, cancellation);
            }
        }
        catch (UnreadableMessageException e)
        {
            await parking.ParkAsync(message, e.Message, cancellation);
        }
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
