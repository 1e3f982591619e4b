namespace DavidBert.Labelling.Tests;

/// <summary>A stream that gives few bytes at a time and cannot be sought, as a network does.</summary>
internal sealed class UnseekableStream(byte[] bytes) : MemoryStream(bytes)
{
    private const int MostAtOnce = 7;

    public override bool CanSeek => false;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        base.ReadAsync(buffer[..Math.Min(buffer.Length, MostAtOnce)], cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) =>
        base.Read(buffer, offset, Math.Min(count, MostAtOnce));
}
