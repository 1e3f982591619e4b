namespace DavidBert.Labelling;

/// <summary>A stream whose beginning was read already and comes again.</summary>
internal sealed class ReplayedStream(ReadOnlyMemory<byte> beginning, Stream source) : ForwardStream
{
    private ReadOnlyMemory<byte> rest = beginning;

    /// <inheritdoc />
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (rest.IsEmpty)
        {
            return source.ReadAsync(buffer, cancellationToken);
        }

        var count = Math.Min(buffer.Length, rest.Length);
        rest[..count].CopyTo(buffer);
        rest = rest[count..];
        return ValueTask.FromResult(count);
    }
}
