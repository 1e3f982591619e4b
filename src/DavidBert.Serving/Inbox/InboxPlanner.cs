using DavidBert.Labelling;
using DavidBert.Serving.Configuration;

namespace DavidBert.Serving.Inbox;

/// <summary>Finds how a file is written, and cuts it into chunks at the borders of records.</summary>
internal sealed class InboxPlanner(
    InboxStore store, ChunkQueue queue, LabellingOptions settings, CutLimits limits, TimeProvider time)
{
    private const int MostBlocks = 40_000; // storage allows 50,000 in a blob
    private const string Compressed = ".gz";

    /// <summary>The plan of a job.</summary>
    /// <exception cref="LabelException">The file cannot be labelled.</exception>
    public async Task<InboxPlan> PlanAsync(InboxJob job, CancellationToken cancellation)
    {
        var work = store.Work(job.Id);
        if (await work.PlanAsync(cancellation) is { } before)
        {
            return before;
        }

        var options = FileMetadata.Options(settings, job.Input, settings.ChunkBytes);
        await using var file = await store.OpenAsync(job.Input, cancellation);
        await using var table = await TableInput.OpenAsync(file, options, job.Input.Name.Value, cancellation);
        var bytes = table.Layout.Dialect.IsCompressed
            ? await work.WriteContentAsync(table.Content, cancellation)
            : job.Input.Bytes;
        options = options with { ChunkBytes = (int)Math.Clamp(bytes / MostBlocks, settings.ChunkBytes, int.MaxValue) };
        return await work.WritePlanAsync(new InboxPlan(options, table.Layout), cancellation);
    }

    /// <summary>Cuts a file, or the rest of it.</summary>
    /// <returns>
    /// The chunks where they are few; where they are many they are on the queue, and none is returned.
    /// </returns>
    /// <exception cref="LabelException">The file cannot be labelled.</exception>
    public async Task<IReadOnlyList<TableChunk>> CutAsync(
        InboxJob job, InboxPlan plan, ChunkStart? from, CancellationToken cancellation)
    {
        var (work, planned) = (store.Work(job.Id), time.GetUtcNow());
        if (await work.CountAsync(cancellation) > limits.MostAtOnce)
        {
            return [];
        }

        await using var file = plan.HasOwnContent
            ? await work.OpenContentAsync(cancellation)
            : await store.OpenAsync(job.Input, cancellation);
        await using var table = await TableInput.OpenAsync(
            file, plan.Options, ContentName(job.Input.Name.Value, plan), cancellation);
        var held = new List<TableChunk>();
        var isQueued = from is not null;
        var count = 0;
        await foreach (var chunk in TableSplitter.SplitAsync(table, plan.Options, from, cancellation))
        {
            if (isQueued && chunk.Start.Offset - (from?.Position.Offset ?? 0) >= limits.BytesAtOnce)
            {
                var rest = new ChunkStart(chunk.Index, chunk.Start);
                await work.PlanAsync(rest, cancellation);
                await queue.SendAsync(job, rest, planned, cancellation);
                return [];
            }

            held.Add(chunk);
            count = chunk.Index + 1;
            isQueued |= held.Count > limits.MostAtOnce;
            if (isQueued)
            {
                foreach (var part in held)
                {
                    await work.PlanAsync(part, cancellation);
                    await queue.SendAsync(job, part, planned, cancellation);
                }

                held.Clear();
            }
        }

        // When every chunk is on the queue: who finds it need not send any again
        await work.WriteCountAsync(count, cancellation);
        return held;
    }

    /// <summary>The name that tells the format of what is cut, which is never compressed.</summary>
    private static string ContentName(string name, InboxPlan plan) =>
        plan.HasOwnContent && name.EndsWith(Compressed, StringComparison.OrdinalIgnoreCase)
            ? name[..^Compressed.Length]
            : name;
}

/// <summary>How much of a file is done at one go.</summary>
/// <param name="MostAtOnce">So many chunks are labelled where the file is cut; more go to the queue.</param>
/// <param name="BytesAtOnce">So many bytes are cut, as a function's time is limited; the queue has the rest.</param>
internal sealed record CutLimits(int MostAtOnce = 4, long BytesAtOnce = 16L << 30);

/// <summary>What a file's metadata says of its labelling; where it says nothing, the settings hold.</summary>
internal static class FileMetadata
{
    /// <summary>The options of a file.</summary>
    /// <exception cref="LabelException">A value cannot be used, or a name looks like a mistyped option.</exception>
    public static LabelOptions Options(LabellingOptions settings, InputFile input, int chunkBytes)
    {
        var defaults = new LabelOptions
        {
            Column = string.IsNullOrWhiteSpace(settings.Column) ? null : settings.Column.Trim(),
            TopK = settings.TopK,
            MinimumScore = settings.MinimumScore > 0 ? settings.MinimumScore : null,
            ChunkBytes = chunkBytes,
        };
        try
        {
            return LabelOption.Read(input.Metadata, defaults, othersAreFree: true);
        }
        catch (LabelException e)
        {
            throw new LabelException(e.Code, $"The file's metadata: {e.Message}", e.Line);
        }
    }
}
