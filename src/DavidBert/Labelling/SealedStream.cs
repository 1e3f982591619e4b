namespace DavidBert.Labelling;

/// <summary>A stream with further bytes behind its end; counts what was read of the stream itself.</summary>
internal sealed class SealedStream(Stream source, ReadOnlyMemory<byte> seal) : ForwardStream
{
    private ReadOnlyMemory<byte> rest = seal;
    private bool isEnd;

    /// <summary>The bytes read of the stream.</summary>
    public long Count { get; private set; }

    /// <inheritdoc />
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!isEnd)
        {
            var read = await source.ReadAsync(buffer, cancellationToken);
            Count += read;
            if (read > 0 || buffer.Length == 0)
            {
                return read;
            }

            isEnd = true;
        }

        var count = Math.Min(buffer.Length, rest.Length);
        rest[..count].CopyTo(buffer);
        rest = rest[count..];
        return count;
    }
}
