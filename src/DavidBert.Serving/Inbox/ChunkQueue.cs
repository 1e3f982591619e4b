using System.Text.Json;
using Azure.Storage.Queues;
using DavidBert.Labelling;

namespace DavidBert.Serving.Inbox;

/// <summary>The queue of the parts of large files.</summary>
internal sealed class ChunkQueue(QueueClient queue)
{
    private static readonly TimeSpan Forever = TimeSpan.FromSeconds(-1);
    private static readonly TimeSpan Deferral = TimeSpan.FromSeconds(30);

    /// <summary>Whether a task for later is hidden until then; tests do not wait.</summary>
    internal bool Hides { get; init; } = true;

    public async Task SendAsync(InboxJob job, IEnumerable<TableChunk> chunks, DateTimeOffset planned, CancellationToken cancellation)
    {
        foreach (var chunk in chunks)
        {
            await SendAsync(new ChunkMessage(job.Input.Name, job.Input.Version, job.Id, chunk, From: null, planned), TimeSpan.Zero, cancellation);
        }
    }

    public Task SendAsync(InboxJob job, ChunkStart from, DateTimeOffset planned, CancellationToken cancellation) =>
        SendAsync(new ChunkMessage(job.Input.Name, job.Input.Version, job.Id, Chunk: null, from, planned), TimeSpan.Zero, cancellation);

    /// <summary>Puts a task back, to be seen by all in a while.</summary>
    public Task DeferAsync(ChunkMessage message, CancellationToken cancellation) =>
        SendAsync(message with { Deferred = message.Deferred + 1 }, Deferral, cancellation);

    /// <summary>Has a file labelled once more, when its next attempt is due.</summary>
    public Task RetryAsync(InputFile input, int failed, TimeSpan pause, DateTimeOffset now, CancellationToken cancellation) =>
        SendAsync(new ChunkMessage(input.Name, input.Version, string.Empty, Chunk: null, From: null, now, Failed: failed), pause, cancellation);

    private async Task SendAsync(ChunkMessage message, TimeSpan hidden, CancellationToken cancellation)
    {
        var text = JsonSerializer.Serialize(message, FileJson.Default.ChunkMessage);
        await queue.SendMessageAsync(text, Hides ? hidden : TimeSpan.Zero, Forever, cancellationToken: cancellation);
    }
}
