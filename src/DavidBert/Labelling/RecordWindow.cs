using System.Runtime.InteropServices;

namespace DavidBert.Labelling;

/// <summary>Records that follow each other, as many as are labelled at a time. Its memory serves one window after another.</summary>
internal sealed class RecordWindow
{
    private const int InitialBytes = 1 << 20;

    private readonly List<Record> records = [];

    /// <summary>Where the first record begins.</summary>
    public TablePosition Start { get; private set; }

    /// <summary>Where the next window begins.</summary>
    public TablePosition End { get; private set; }

    /// <summary>Whether the last record ends a chunk.</summary>
    public bool EndsChunk { get; private set; }

    /// <summary>The records in their order.</summary>
    public ReadOnlySpan<Record> Records => CollectionsMarshal.AsSpan(records);

    /// <summary>The bytes of the records together.</summary>
    public int Length => (int)(End.Offset - Start.Offset);

    /// <summary>The memory, at the records' beginning.</summary>
    public byte[] Bytes { get; private set; } = new byte[InitialBytes];

    /// <summary>Begins a window without records.</summary>
    public void Reset(TablePosition start)
    {
        records.Clear();
        (Start, End, EndsChunk) = (start, start, false);
    }

    /// <summary>Makes room for a longer record.</summary>
    /// <param name="most">The most bytes that are needed.</param>
    public void Grow(int most)
    {
        var bytes = Bytes;
        Array.Resize(ref bytes, (int)Math.Min(2L * bytes.Length, Math.Max(most, bytes.Length + 1L)));
        Bytes = bytes;
    }

    /// <summary>Takes the record that follows; the chunk ends with it where it reaches <paramref name="chunkBytes"/>.</summary>
    public void Add(Record record, int chunkBytes)
    {
        records.Add(record);
        var offset = End.Offset + record.Length;
        EndsChunk = offset - End.ChunkOffset >= chunkBytes;
        End = new TablePosition(offset, End.Row + 1, End.Line + record.Lines, EndsChunk ? offset : End.ChunkOffset);
    }
}
