using DavidBert.Labelling;
using DavidBert.Serving.Models;

namespace DavidBert.Serving.Files;

/// <summary>Labels a chunk and stages its output.</summary>
internal sealed class ChunkLabelling(FileStore store)
{
    private const int BufferBytes = 1 << 16;

    /// <summary>Labels a chunk, unless somebody has.</summary>
    /// <exception cref="LabelException">A record is too long.</exception>
    public async Task LabelAsync(LabelJob job, FilePlan plan, TableChunk chunk, ServedModel model, CancellationToken cancellation)
    {
        var work = store.Work(job.Id);
        if (await work.HasResultAsync(chunk.Index, cancellation))
        {
            return;
        }

        await using var content = plan.HasOwnContent
            ? await work.ReadContentAsync(chunk.Start.Offset, chunk.Length, cancellation)
            : await BlobRange.ReadAsync(store.File(FilePlaces.Inbox, job.Input.Name), chunk.Start.Offset, chunk.Length, job.Input.Tag, cancellation);
        await using var output = TemporaryFile();
        var report = await new TableLabeller(model.Predictor, plan.Options).LabelChunkAsync(content, plan.Layout, chunk, output, cancellation);
        await work.FinishChunkAsync(chunk.Index, output, report, cancellation);
    }

    /// <summary>A file that goes when it is closed: with many words a row, the output of a chunk may be larger than memory.</summary>
    private static FileStream TemporaryFile() => new(
        Path.Combine(Path.GetTempPath(), $"davidbert-chunk-{Guid.NewGuid():N}"),
        FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, BufferBytes, FileOptions.DeleteOnClose);
}
