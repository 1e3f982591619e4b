using DavidBert.Labelling;

namespace DavidBert.Serving.Inbox;

/// <summary>What became of all chunks of a job.</summary>
/// <param name="Chunks">How many there are.</param>
/// <param name="Blocks">The staged blocks of the output, in their order.</param>
/// <param name="Bytes">The bytes of the output.</param>
/// <param name="Report">The report of all rows.</param>
internal sealed record JobResults(int Chunks, IReadOnlyList<string> Blocks, long Bytes, LabelReport Report);

/// <summary>What became of a chunk.</summary>
/// <param name="Block">The staged block of its output.</param>
/// <param name="Bytes">The bytes of its output; of an empty one no block is staged.</param>
/// <param name="Report">The report of its rows.</param>
internal sealed record ChunkResult(string Block, long Bytes, LabelReport Report);

/// <summary>
/// Adds results up as they come, in whatever order, so that memory holds no more than one report of many chunks.
/// Thread-safe.
/// </summary>
internal sealed class ResultSum(int chunks)
{
    private readonly Lock gate = new();
    private readonly string?[] blocks = new string?[chunks];
    private int added;
    private long bytes;
    private LabelReport? report;

    /// <summary>Adds the result of a chunk.</summary>
    public void Add(int chunk, ChunkResult result)
    {
        lock (gate)
        {
            added++;
            bytes += result.Bytes;
            blocks[chunk] = result.Bytes > 0 ? result.Block : null;
            report = report?.And(result.Report) ?? result.Report;
        }
    }

    /// <summary>The sum; null while results are missing.</summary>
    public JobResults? Whole() =>
        added == chunks && report is not null
            ? new JobResults(chunks, [.. blocks.OfType<string>()], bytes, report)
            : null;
}
