using System.Runtime.CompilerServices;

namespace DavidBert.Labelling;

/// <summary>
/// Cuts a table into chunks. Their outputs, one after another, are the bytes of the table labelled as a whole.
/// </summary>
public static class TableSplitter
{
    /// <summary>
    /// The chunks, found in one pass over the content; at least one, empty where the table has no records. Each ends
    /// with the record in which it reaches <see cref="LabelOptions.ChunkBytes"/>.
    /// </summary>
    /// <param name="input">The table, not read yet.</param>
    /// <param name="options">The limits and the size of a chunk, the same as for the labelling.</param>
    /// <param name="from">Where to go on with a pass that was ended; null for the beginning.</param>
    /// <param name="cancellation">Ends the pass.</param>
    /// <exception cref="LabelException">
    /// A record is too long, or the compressed stream is damaged or too large.
    /// </exception>
    public static async IAsyncEnumerable<TableChunk> SplitAsync(
        TableInput input,
        LabelOptions options,
        ChunkStart? from = null,
        [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(options);
        var layout = input.Layout;
        from ??= new ChunkStart(0, layout.Start);
        await input.SkipAsync(from.Position.Offset, cancellation);
        var reader = new RecordReader(input.Content, layout, from.Position, options);
        var (index, start, end) = (from.Index, from.Position, from.Position);
        var window = new RecordWindow();
        while (await reader.ReadAsync(window, static (_, _) => true, cancellation))
        {
            end = window.End;
            if (window.EndsChunk)
            {
                yield return new TableChunk(index++, start, end.Offset - start.Offset);
                start = end;
            }
        }

        if (index == 0 || end.Offset > start.Offset)
        {
            yield return new TableChunk(index, start, end.Offset - start.Offset);
        }
    }
}

/// <summary>Where a chunk begins.</summary>
/// <param name="Index">Its place among the chunks, from 0.</param>
/// <param name="Position">Its first record.</param>
public sealed record ChunkStart(int Index, TablePosition Position);

/// <summary>A part of a table, cut at the borders of records, that can be labelled on its own.</summary>
/// <param name="Index">Its place among the chunks, from 0; the first one's output begins with the header.</param>
/// <param name="Start">Where its first record begins.</param>
/// <param name="Length">The bytes of its content.</param>
public sealed record TableChunk(int Index, TablePosition Start, long Length);

/// <summary>A border between two records of a table.</summary>
/// <param name="Offset">The bytes before it in the table's content, decompressed and with its byte order mark.</param>
/// <param name="Row">The number of the record that follows, from 1, the header not counted.</param>
/// <param name="Line">The number of the line that follows, from 1.</param>
/// <param name="ChunkOffset">Where the chunk begins that the following record belongs to.</param>
public readonly record struct TablePosition(long Offset, long Row, long Line, long ChunkOffset);
