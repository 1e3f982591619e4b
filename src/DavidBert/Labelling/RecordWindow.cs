using System.Runtime.InteropServices;

namespace DavidBert.Labelling;

/// <summary>Records that follow each other, as many as are labelled at a time.</summary>
/// <param name="start">Where they begin.</param>
/// <param name="bytes">Memory that begins with them.</param>
internal sealed class RecordWindow(TablePosition start, byte[] bytes)
{
    private readonly List<Record> records = [];

    /// <summary>Where the first record begins.</summary>
    public TablePosition Start { get; } = start;

    /// <summary>Where the next window begins.</summary>
    public TablePosition End { get; private set; } = start;

    /// <summary>Whether the last record ends a chunk.</summary>
    public bool EndsChunk { get; private set; }

    /// <summary>The records in their order.</summary>
    public ReadOnlySpan<Record> Records => CollectionsMarshal.AsSpan(records);

    /// <summary>The bytes of the records together.</summary>
    public int Length => (int)(End.Offset - Start.Offset);

    /// <summary>The memory, at the records' beginning.</summary>
    public byte[] Bytes { get; } = bytes;

    /// <summary>Takes the record that follows; the chunk ends with it where it reaches <paramref name="chunkBytes"/>.</summary>
    public void Add(Record record, int chunkBytes)
    {
        records.Add(record);
        var offset = End.Offset + record.Length;
        EndsChunk = offset - End.ChunkOffset >= chunkBytes;
        End = new TablePosition(offset, End.Row + 1, End.Line + record.Lines, EndsChunk ? offset : End.ChunkOffset);
    }
}
