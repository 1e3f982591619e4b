using System.Runtime.InteropServices;

namespace DavidBert.Labelling;

/// <summary>
/// Reads the records of a table's content from a border on, in windows. Memory is that of a window or of the longest
/// record.
/// </summary>
internal sealed class RecordReader
{
    private readonly Stream content;
    private readonly LabelOptions options;
    private readonly RecordScanner scanner;
    private TablePosition position;
    private byte[] carried = [];
    private int carriedLength;
    private bool isEnd;

    /// <param name="content">The content from <paramref name="start"/> on.</param>
    /// <param name="layout">The table's layout.</param>
    /// <param name="start">The border that the content begins at.</param>
    /// <param name="options">Limits and the size of a chunk.</param>
    /// <param name="isPart">Whether the content may end before the table does.</param>
    public RecordReader(
        Stream content, TableLayout layout, TablePosition start, LabelOptions options, bool isPart = false)
    {
        (this.content, this.options, position) = (content, options, start);
        scanner = RecordScanner.Create(layout.Dialect, layout.Columns.Count, isPart);
    }

    private int MaxRecordBytes => options.Limits.MaxRecordBytes & ~1;

    /// <summary>
    /// Fills a window with the records that follow; it ends with a chunk at the latest. False after the last record.
    /// </summary>
    /// <param name="window">The window.</param>
    /// <param name="take">
    /// Is given each record with its body, and returns whether the window has room for another.
    /// </param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="LabelException">A record is too long, or the content ends within a character.</exception>
    public async ValueTask<bool> ReadAsync(
        RecordWindow window, Func<ReadOnlySpan<byte>, Record, bool> take, CancellationToken cancellation)
    {
        window.Reset(position);
        while (window.Bytes.Length < carriedLength)
        {
            window.Grow(carriedLength);
        }

        carried.AsSpan(0, carriedLength).CopyTo(window.Bytes);
        var filled = await FillAsync(window, carriedLength, cancellation);
        Scan(window, filled, take);
        while (window.Records.Length == 0 && filled > 0)
        {
            Refuse(filled);
            window.Grow(MaxRecordBytes);
            filled = await FillAsync(window, filled, cancellation);
            Scan(window, filled, take);
        }

        Carry(window.Bytes.AsSpan(window.Length..filled));
        position = window.End;
        return window.Records.Length > 0;
    }

    private async ValueTask<int> FillAsync(RecordWindow window, int filled, CancellationToken cancellation)
    {
        if (isEnd || filled == window.Bytes.Length)
        {
            return filled;
        }

        var free = window.Bytes.AsMemory(filled);
        var read = await content.ReadAtLeastAsync(free, free.Length, throwOnEndOfStream: false, cancellation);
        isEnd = read < free.Length;
        return filled + read;
    }

    /// <summary>Refuses content of which no more can be seen, and which holds no record.</summary>
    private void Refuse(int filled)
    {
        if (filled >= MaxRecordBytes)
        {
            throw new LabelException(
                TableError.RecordTooLong,
                $"The record at line {position.Line} is longer than {MaxRecordBytes} bytes; "
                + "shorten it or raise the limit.",
                position.Line);
        }

        if (isEnd)
        {
            throw new LabelException(
                TableError.WrongEncoding,
                "The table ends in the middle of a character of UTF-16.",
                position.Line);
        }
    }

    private void Scan(RecordWindow window, int filled, Func<ReadOnlySpan<byte>, Record, bool> take)
    {
        for (var hasRoom = true; hasRoom && window.Length < filled && !window.EndsChunk;)
        {
            var length = Math.Min(filled - window.Length, MaxRecordBytes);
            var ahead = window.Bytes.AsSpan(window.Length, length);
            var isAllAhead = isEnd && window.Length + length == filled;
            if (Next(ahead, isAllAhead, window.End.Line) is not { Length: > 0 } record)
            {
                return;
            }

            window.Add(record, options.ChunkBytes);
            hasRoom = take(ahead[..record.Body], record);
        }
    }

    private Record? Next(ReadOnlySpan<byte> ahead, bool isAllAhead, long line)
    {
        try
        {
            return scanner.Next(ahead, isAllAhead, ahead.Length == MaxRecordBytes);
        }
        catch (LabelException e) when (e.Line is null)
        {
            throw new LabelException(e.Code, $"Line {line}: {e.Message}", line);
        }
    }

    private void Carry(ReadOnlySpan<byte> rest)
    {
        if (carried.Length < rest.Length)
        {
            carried = new byte[2 * rest.Length];
        }

        rest.CopyTo(carried);
        carriedLength = rest.Length;
    }
}

/// <summary>
/// Records that follow each other, as many as are labelled at a time. Its memory serves one window after another.
/// </summary>
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
    public byte[] Bytes { get; private set; } = GC.AllocateUninitializedArray<byte>(InitialBytes);

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

    /// <summary>
    /// Takes the record that follows; the chunk ends with it where it reaches <paramref name="chunkBytes"/>.
    /// </summary>
    public void Add(Record record, int chunkBytes)
    {
        records.Add(record);
        var offset = End.Offset + record.Length;
        EndsChunk = offset - End.ChunkOffset >= chunkBytes;
        End = new TablePosition(offset, End.Row + 1, End.Line + record.Lines, EndsChunk ? offset : End.ChunkOffset);
    }
}
