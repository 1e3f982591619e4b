using System.Buffers;
using System.IO.Compression;

namespace DavidBert.Labelling;

/// <summary>Where a labelled table goes; compressed tables have one gzip member a chunk.</summary>
internal sealed class TableOutput(Stream output, bool isCompressed) : IAsyncDisposable
{
    private static readonly byte[] EmptyMember = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private readonly ArrayBufferWriter<byte> buffer = new(1 << 16);
    private GZipStream? member;
    private bool isEmpty = true;

    /// <summary>Takes what is written until <see cref="WriteAsync"/>.</summary>
    public IBufferWriter<byte> Buffer => buffer;

    /// <summary>Hands on what the buffer took.</summary>
    public async ValueTask WriteAsync(CancellationToken cancellation)
    {
        if (buffer.WrittenCount > 0)
        {
            var target = isCompressed
                ? member ??= new GZipStream(output, CompressionLevel.Optimal, leaveOpen: true)
                : output;
            await target.WriteAsync(buffer.WrittenMemory, cancellation);
            buffer.ResetWrittenCount();
            isEmpty = false;
        }
    }

    /// <summary>Ends the chunk's gzip member.</summary>
    public async ValueTask EndChunkAsync()
    {
        if (member is not null)
        {
            await member.DisposeAsync();
            member = null;
        }
    }

    /// <summary>Writes an empty gzip member where nothing was written to a compressed table.</summary>
    public async ValueTask WriteIfEmptyAsync(CancellationToken cancellation)
    {
        if (isCompressed && isEmpty)
        {
            await output.WriteAsync(EmptyMember, cancellation);
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => member?.DisposeAsync() ?? ValueTask.CompletedTask;
}
