using System.Text.Json;
using System.Text.Json.Serialization;
using Azure.Storage.Queues;
using DavidBert.Labelling;

namespace DavidBert.Serving.Inbox;

/// <summary>The queue of the parts of large files.</summary>
internal sealed class ChunkQueue(QueueClient queue)
{
    private static readonly TimeSpan Forever = TimeSpan.FromSeconds(-1);

    /// <summary>How long a task is hidden that is left to others.</summary>
    internal TimeSpan Deferral { get; init; } = TimeSpan.FromSeconds(30);

    public async Task SendAsync(
        InboxJob job, IEnumerable<TableChunk> chunks, DateTimeOffset planned, CancellationToken cancellation)
    {
        foreach (var chunk in chunks)
        {
            await SendAsync(
                new ChunkMessage(job.Input.Name, job.Input.Version, job.Id, chunk, From: null, planned),
                TimeSpan.Zero,
                cancellation);
        }
    }

    public Task SendAsync(InboxJob job, ChunkStart from, DateTimeOffset planned, CancellationToken cancellation) =>
        SendAsync(
            new ChunkMessage(job.Input.Name, job.Input.Version, job.Id, Chunk: null, from, planned),
            TimeSpan.Zero,
            cancellation);

    /// <summary>Puts a task back, to be seen by all in a while.</summary>
    public Task DeferAsync(ChunkMessage message, CancellationToken cancellation) =>
        SendAsync(message with { Deferred = message.Deferred + 1 }, Deferral, cancellation);

    private async Task SendAsync(ChunkMessage message, TimeSpan hidden, CancellationToken cancellation)
    {
        var text = JsonSerializer.Serialize(message, InboxJson.Default.ChunkMessage);
        await queue.SendMessageAsync(text, hidden, Forever, cancellationToken: cancellation);
    }
}

/// <summary>A task of the queue: to label a chunk, or to cut a large file from <see cref="From"/> on.</summary>
/// <param name="Name">The input's name.</param>
/// <param name="Version">The input's tag.</param>
/// <param name="Job">The job's id, which holds for one version of the model.</param>
/// <param name="Chunk">The chunk; null to cut.</param>
/// <param name="From">Where to go on with cutting; null to label.</param>
/// <param name="Planned">When it was cut.</param>
/// <param name="Deferred">How often it was left to instances that have the job's model.</param>
internal sealed record ChunkMessage(
    string Name,
    string Version,
    string Job,
    TableChunk? Chunk,
    ChunkStart? From,
    DateTimeOffset Planned,
    int Deferred = 0)
{
    private const int MostDeferred = 20;

    /// <summary>
    /// Whether an instance whose model is another one leaves this to others for a while: it does where its model was
    /// loaded before the file was cut, as it may be about to load the newer one.
    /// </summary>
    public bool IsLeftBy(DateTimeOffset modelLoadedAt) => modelLoadedAt < Planned && Deferred < MostDeferred;
}

/// <summary>What labelling keeps and sends as JSON, names in <c>snake_case</c>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(InboxPlan))]
[JsonSerializable(typeof(ChunkResult))]
[JsonSerializable(typeof(ChunkMessage))]
[JsonSerializable(typeof(PoisonedBlob))]
[JsonSerializable(typeof(RejectionReason))]
[JsonSerializable(typeof(int))]
internal sealed partial class InboxJson : JsonSerializerContext;
