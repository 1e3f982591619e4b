using System.Buffers;

namespace DavidBert.Labelling;

/// <summary>Reads the records of a table's content from a border on, in windows. Memory is that of a window or of the longest record.</summary>
internal sealed class RecordReader
{
    private const int WindowBytes = 1 << 20;
    private const int WindowRecords = 1 << 14;

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
    public RecordReader(Stream content, TableLayout layout, TablePosition start, LabelOptions options)
    {
        (this.content, this.options, position) = (content, options, start);
        scanner = RecordScanner.Create(layout.Dialect, layout.Columns.Count);
    }

    private int MaxRecordBytes => options.Limits.MaxRecordBytes & ~1;

    /// <summary>The next window, or null after the last record. It ends with a chunk. Its memory is the caller's to return.</summary>
    /// <exception cref="LabelException">A record is too long, or the content ends within a character.</exception>
    public async ValueTask<RecordWindow?> ReadAsync(CancellationToken cancellation)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Math.Max(WindowBytes, carriedLength));
        carried.AsSpan(0, carriedLength).CopyTo(bytes);
        var filled = carriedLength;
        var window = new RecordWindow(position, bytes);
        while (true)
        {
            if (!isEnd && filled < bytes.Length)
            {
                var read = await content.ReadAtLeastAsync(
                    bytes.AsMemory(filled), bytes.Length - filled, throwOnEndOfStream: false, cancellation);
                isEnd = filled + read < bytes.Length;
                filled += read;
            }

            Scan(window, filled);
            if (window.Records.Length > 0 || (isEnd && filled == 0))
            {
                break;
            }

            if (filled >= MaxRecordBytes)
            {
                throw new LabelException(
                    "record_too_long",
                    $"The record at line {position.Line} is longer than {MaxRecordBytes} bytes; shorten it or raise the limit.",
                    position.Line);
            }

            if (isEnd)
            {
                throw new LabelException("wrong_encoding", "The table ends in the middle of a character of UTF-16.", position.Line);
            }

            window = new RecordWindow(position, bytes = Grow(bytes, filled));
        }

        Carry(bytes.AsSpan(window.Length..filled));
        position = window.End;
        if (window.Records.Length > 0)
        {
            return window;
        }

        ArrayPool<byte>.Shared.Return(bytes);
        return null;
    }

    private void Scan(RecordWindow window, int filled)
    {
        while (window.Length < filled && window.Records.Length < WindowRecords && !window.EndsChunk)
        {
            var length = Math.Min(filled - window.Length, MaxRecordBytes);
            var ahead = window.Bytes.AsSpan(window.Length, length);
            if (scanner.Next(ahead, isEnd && window.Length + length == filled, length == MaxRecordBytes) is not { Length: > 0 } record)
            {
                return;
            }

            window.Add(record, options.ChunkBytes);
        }
    }

    private void Carry(ReadOnlySpan<byte> rest)
    {
        if (carried.Length < rest.Length)
        {
            carried = new byte[Math.Max(rest.Length, WindowBytes)];
        }

        rest.CopyTo(carried);
        carriedLength = rest.Length;
    }

    private byte[] Grow(byte[] bytes, int filled)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Min(2 * bytes.Length, Math.Max(MaxRecordBytes, bytes.Length + 1)));
        bytes.AsSpan(0, filled).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(bytes);
        return larger;
    }
}
