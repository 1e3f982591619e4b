using System.Text.Json;
using Azure.Storage.Queues;
using DavidBert.Labelling;

namespace DavidBert.Serving.Files;

/// <summary>The queue of the parts of large files.</summary>
internal sealed class ChunkQueue(QueueClient queue)
{
    private static readonly TimeSpan Forever = TimeSpan.FromSeconds(-1);

    public async Task SendAsync(LabelJob job, IEnumerable<TableChunk> chunks, CancellationToken cancellation)
    {
        foreach (var chunk in chunks)
        {
            await SendAsync(new ChunkMessage(job.Input.Name, job.Input.Version, job.Id, chunk, From: null), cancellation);
        }
    }

    public Task SendAsync(LabelJob job, ChunkStart from, CancellationToken cancellation) =>
        SendAsync(new ChunkMessage(job.Input.Name, job.Input.Version, job.Id, Chunk: null, from), cancellation);

    private async Task SendAsync(ChunkMessage message, CancellationToken cancellation)
    {
        var text = JsonSerializer.Serialize(message, FileJson.Default.ChunkMessage);
        await queue.SendMessageAsync(text, timeToLive: Forever, cancellationToken: cancellation);
    }
}
