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
        jobs = new InboxJobs(
            store, queue, planner, rejection, disposal, settings, models, time, loggers.CreateLogger<InboxJobs>());
    }

    /// <summary>Labels a file of the inbox, or puts its parts on the queue.</summary>
    /// <param name="name">The file's name; one that is not there, or that is done, is a success.</param>
    /// <param name="cancellation">Ends the call; the next one goes on.</param>
    public async Task HandleFileAsync(string name, CancellationToken cancellation = default)
    {
        if (!InboxName.CanBeAddressed(name))
        {
            await rejection.ExplainAsync(
                new RejectionReason(
                    name,
                    "name",
                    "A part of the name is '.' or '..'; upload the file under another name.",
                    Row: null),
                version: null,
                cancellation);
            return;
        }

        while (await store.FindAsync(name, cancellation) is { } input)
        {
            if (await jobs.RunAsync(input, cancellation))
            {
                return;
            }
        }

        await store.Sweep.RunAsync(name, done: null, cancellation);
    }

    /// <summary>
    /// Labels a chunk of a file, or goes on cutting it; whoever labels the last chunk puts the output in its place.
    /// </summary>
    /// <param name="message">The message of the queue.</param>
    /// <param name="cancellation">Ends the call; the message comes again.</param>
    public async Task HandleChunkAsync(string message, CancellationToken cancellation = default)
    {
        var task = Read(message);
        if (await store.FindAsync(task.Name, cancellation) is not { } input
            || !string.Equals(input.Version, task.Version, StringComparison.Ordinal))
        {
            await store.Sweep.RunAsync(task.Name, done: null, cancellation);
            return;
        }

        await jobs.RunChunkAsync(input, task, cancellation);
    }

    /// <summary>Rejects the file of a message that failed too often.</summary>
    /// <param name="message">The message of the queue.</param>
    /// <param name="cancellation">Ends the call.</param>
    public async Task HandlePoisonedChunkAsync(string message, CancellationToken cancellation = default)
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

    /// <summary>Rejects a file of which the labelling failed too often.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="cancellation">Ends the call.</param>
    public async Task HandlePoisonedFileAsync(string name, CancellationToken cancellation = default)
    {
        if (InboxName.CanBeAddressed(name)
            && await store.FindAsync(name, cancellation) is { } input
            && !await jobs.TryFinishAsync(input, cancellation))
        {
            await GiveUpAsync(input, row: null, cancellation);
        }
    }

    /// <summary>
    /// Rejects the file of a message that the functions host wrote when its trigger failed too often.
    /// </summary>
    /// <param name="message">The message, JSON with <c>ContainerName</c> and <c>BlobName</c>.</param>
    /// <param name="cancellation">Ends the call.</param>
    public Task HandlePoisonedFileMessageAsync(string message, CancellationToken cancellation = default)
    {
        var blob = JsonSerializer.Deserialize(message, InboxJson.Default.PoisonedBlob);
        return blob is { ContainerName: FilePlaces.Inbox, BlobName: { } name }
            ? HandlePoisonedFileAsync(name, cancellation)
            : Task.CompletedTask;
    }

    private Task GiveUpAsync(InputFile input, long? row, CancellationToken cancellation) => rejection.RejectAsync(
        input,
        "failed",
        $"Labelling failed {FilePlaces.MostAttempts} times; the service's log says why. "
        + "Upload the file again when the cause is mended.",
        row,
        cancellation);

    private static ChunkMessage Read(string message) =>
        JsonSerializer.Deserialize(message, InboxJson.Default.ChunkMessage)
            is { Name: not null, Version: not null, Job: not null } read
            ? read
            : throw new JsonException(
                "The message of the queue is not from this service: it has no name, version and job.");

    [LoggerMessage(EventId = 32, EventName = "DavidBert.ChunkPoisoned", Level = LogLevel.Error,
        Message = "Chunk {Chunk} of the file {File} failed too often; the file is rejected.")]
    private static partial void ChunkPoisoned(ILogger logger, string file, int chunk);
}

/// <summary>What the functions host says, in its own names, of a blob whose trigger failed too often.</summary>
internal sealed record PoisonedBlob(
    [property: JsonPropertyName("ContainerName")] string? ContainerName,
    [property: JsonPropertyName("BlobName")] string? BlobName);

/// <summary>What a file of the inbox may be called.</summary>
internal static class InboxName
{
    /// <summary>
    /// Whether an address can hold the name: parts called <c>.</c> and <c>..</c> would lead elsewhere.
    /// </summary>
    public static bool CanBeAddressed(string name) => !name.Split('/', '\\').Any(part => part is "." or "..");
}
