using System.IO.Compression;

namespace DavidBert.Labelling;

/// <summary>
/// What a stream of gzip holds, checked to its end and limited. <see cref="GZipStream"/> takes a stream that is cut off
/// for one that ends: so a member of known content is set behind the stream, and must come out behind its content.
/// </summary>
internal sealed class GzipContent : ForwardStream
{
    private static readonly byte[] Seal = [.. "the end of DavidBert's gzip input"u8];
    private static readonly byte[] SealMember = Compress(Seal);

    private readonly SealedStream compressed;
    private readonly GZipStream gzip;
    private readonly LabelLimits limits;
    private readonly byte[] held = new byte[1 << 16];
    private int first;
    private int end;
    private int sealLength = Seal.Length;
    private bool isEnd;
    private long produced;

    /// <param name="source">The compressed bytes; stays open.</param>
    /// <param name="limits">How much may come out.</param>
    public GzipContent(Stream source, LabelLimits limits)
    {
        this.limits = limits;
        compressed = new SealedStream(source, SealMember);
        gzip = new GZipStream(compressed, CompressionMode.Decompress);
    }

    /// <inheritdoc />
    /// <exception cref="LabelException">The stream is damaged, cut off, or more comes out than may.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!isEnd && end - first <= sealLength)
        {
            held.AsSpan(first..end).CopyTo(held);
            (first, end) = (0, end - first);
            var read = await InflateAsync(held.AsMemory(end), cancellationToken);
            (isEnd, end) = (read == 0, end + read);
            Check(read);
        }

        var count = Math.Min(buffer.Length, end - first - sealLength);
        held.AsMemory(first, count).CopyTo(buffer);
        first += count;
        return count;
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            gzip.Dispose();
        }

        base.Dispose(disposing);
    }

    private static byte[] Compress(byte[] content)
    {
        var member = new MemoryStream();
        using (var compression = new GZipStream(member, CompressionLevel.Fastest))
        {
            compression.Write(content);
        }

        return member.ToArray();
    }

    private async ValueTask<int> InflateAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        try
        {
            return await gzip.ReadAsync(buffer, cancellation);
        }
        catch (InvalidDataException)
        {
            throw Damaged();
        }
    }

    private void Check(int read)
    {
        produced += read;
        if (isEnd)
        {
            // Behind a padding of zeros the seal is not reached: the members before it were whole.
            sealLength = held.AsSpan(first..end).EndsWith(Seal) ? Seal.Length
                : compressed.IsInPadding ? 0
                : throw Damaged();
        }

        if (produced > limits.MaxContentBytes)
        {
            throw new LabelException(
                TableError.TooLarge,
                $"The table has more than {limits.MaxContentBytes} bytes when decompressed; "
                + "split it or raise the limit.");
        }

        if (produced > limits.FreeContentBytes && produced / limits.MaxCompressionRatio > compressed.Count)
        {
            throw new LabelException(
                TableError.CompressionRatio,
                $"The table grows to more than {limits.MaxCompressionRatio} times its size when decompressed; "
                + "decompress it yourself if you trust it.");
        }
    }

    private static LabelException Damaged() =>
        new(
            TableError.Damaged,
            "The gzip stream is damaged, cut off, or followed by something else; compress or copy the table anew.");
}

/// <summary>A stream that is read once, from its beginning to its end.</summary>
internal abstract class ForwardStream : Stream
{
    /// <inheritdoc />
    public override bool CanRead => true;

    /// <inheritdoc />
    public override bool CanSeek => false;

    /// <inheritdoc />
    public override bool CanWrite => false;

    /// <inheritdoc />
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc />
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc />
    public abstract override ValueTask<int> ReadAsync(
        Memory<byte> buffer,
        CancellationToken cancellationToken = default);

    /// <inheritdoc />
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc />
    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    /// <inheritdoc />
    public override void Flush()
    {
    }

    /// <inheritdoc />
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc />
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc />
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

/// <summary>
/// A stream with further bytes behind its end; counts what was read of the stream itself. The zeros at its end, which
/// tapes and some programs pad it with, are given one by one, as only some of them may belong to it.
/// </summary>
internal sealed class SealedStream(Stream source, ReadOnlyMemory<byte> seal) : ForwardStream
{
    private readonly byte[] chunk = new byte[1 << 16];
    private ReadOnlyMemory<byte> rest = seal;
    private int first;
    private int end;
    private long zeros;
    private bool isEnd;

    /// <summary>The bytes read of the stream.</summary>
    public long Count { get; private set; }

    /// <summary>Whether what was given last is a zero of the stream's end.</summary>
    public bool IsInPadding { get; private set; }

    /// <inheritdoc />
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!isEnd)
        {
            if (first == end)
            {
                (first, end) = (0, await source.ReadAsync(chunk, cancellationToken));
                Count += end;
                isEnd = end == 0;
                continue;
            }

            var solid = chunk.AsSpan(first..end).LastIndexOfAnyExcept((byte)0) + 1;
            if (solid > 0)
            {
                return zeros > 0 ? GiveZeros(buffer.Span) : Give(buffer.Span, solid);
            }

            zeros += end - first;
            first = end;
        }

        IsInPadding = zeros > 0 && buffer.Length > 0;
        if (IsInPadding)
        {
            return GiveZeros(buffer.Span[..1]);
        }

        var count = Math.Min(buffer.Length, rest.Length);
        rest[..count].CopyTo(buffer);
        rest = rest[count..];
        return count;
    }

    private int Give(Span<byte> buffer, int solid)
    {
        var count = Math.Min(buffer.Length, solid);
        chunk.AsSpan(first, count).CopyTo(buffer);
        first += count;
        return count;
    }

    private int GiveZeros(Span<byte> buffer)
    {
        var count = (int)Math.Min(buffer.Length, zeros);
        buffer[..count].Clear();
        zeros -= count;
        return count;
    }
}
