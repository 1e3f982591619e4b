using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace DavidBert.Training.Checkpoints;

/// <summary>
/// A safetensors file, open for reading. Its header is checked whole when it is opened, so that nothing is allocated or
/// read on the word of a header that lies. Reading is thread-safe.
/// </summary>
internal sealed class SafetensorsFile : IDisposable
{
    private const int LengthBytes = 8;
    private const int ChunkElements = 1 << 18;

    private readonly SafeFileHandle handle;
    private readonly SafetensorsHeader header;
    private readonly long dataStart;

    private SafetensorsFile(string path, SafeFileHandle handle, SafetensorsHeader header, long dataStart)
    {
        Path = path;
        this.handle = handle;
        this.header = header;
        this.dataStart = dataStart;
    }

    /// <summary>The path it was opened from.</summary>
    public string Path { get; }

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, SafetensorsEntry> Entries => header.Entries;

    /// <summary>The free-form strings under <c>__metadata__</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata => header.Metadata;

    /// <summary>Opens a file and checks its header.</summary>
    /// <exception cref="InvalidDataException">
    /// The file is not a safetensors file, or its header does not fit its bytes.
    /// </exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static SafetensorsFile Open(string path)
    {
        var file = File.OpenHandle(path);
        try
        {
            var length = RandomAccess.GetLength(file);
            var prefix = new byte[LengthBytes];
            ReadExactly(file, prefix, 0);
            var headerBytes = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
            if (headerBytes > SafetensorsHeader.MaxBytes || (long)headerBytes > length - LengthBytes)
            {
                throw new InvalidDataException(
                    $"its header claims {headerBytes} bytes; the file has {length}, and a header at most "
                    + $"{SafetensorsHeader.MaxBytes}");
            }

            var json = new byte[headerBytes];
            ReadExactly(file, json, LengthBytes);
            var start = LengthBytes + json.Length;
            return new SafetensorsFile(path, file, SafetensorsHeader.Parse(json, length - start), start);
        }
        catch (InvalidDataException e)
        {
            file.Dispose();
            throw new InvalidDataException($"'{path}' is not a sound safetensors file: {e.Message}.", e);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads a tensor of F16, BF16, F32 or F64 as 32-bit floats, in row-major order.</summary>
    /// <exception cref="KeyNotFoundException">There is no such tensor.</exception>
    /// <exception cref="InvalidDataException">
    /// The tensor does not hold floats, is too large for an array, or the file got shorter.
    /// </exception>
    public float[] ReadFloats(string name)
    {
        var entry = Entries.TryGetValue(name, out var found)
            ? found
            : throw new KeyNotFoundException($"'{Path}' holds no tensor '{name}'.");
        return entry.Dtype switch
        {
            "F32" => Read<float>(name, entry, static (chunk, values) => chunk.CopyTo(values)),
            "F64" => Read<double>(name, entry, static (chunk, values) =>
            {
                for (var i = 0; i < chunk.Length; i++)
                {
                    values[i] = (float)chunk[i];
                }
            }),
            "F16" => Read<Half>(name, entry, static (chunk, values) =>
            {
                for (var i = 0; i < chunk.Length; i++)
                {
                    values[i] = (float)chunk[i];
                }
            }),
            "BF16" => Read<ushort>(name, entry, static (chunk, values) =>
            {
                for (var i = 0; i < chunk.Length; i++)
                {
                    values[i] = BitConverter.UInt32BitsToSingle((uint)chunk[i] << 16);
                }
            }),
            _ => throw new InvalidDataException(
                $"Tensor '{name}' of '{Path}' is of {entry.Dtype}; only F16, BF16, F32 and F64 can be read as floats."),
        };
    }

    /// <inheritdoc/>
    public void Dispose() => handle.Dispose();

    private delegate void Conversion<T>(ReadOnlySpan<T> chunk, Span<float> values);

    private float[] Read<T>(string name, SafetensorsEntry entry, Conversion<T> convert)
        where T : unmanaged
    {
        var count = (entry.End - entry.Begin) / Marshal.SizeOf<T>();
        if (count > Array.MaxLength)
        {
            throw new InvalidDataException(
                $"Tensor '{name}' of '{Path}' has {count} numbers; an array holds {Array.MaxLength}.");
        }

        try
        {
            var values = new float[count];
            var buffer = new T[Math.Min(count, ChunkElements)];
            for (var done = 0; done < values.Length; done += ChunkElements)
            {
                var chunk = buffer.AsSpan(0, Math.Min(ChunkElements, values.Length - done));
                ReadExactly(
                    handle,
                    MemoryMarshal.AsBytes(chunk),
                    dataStart + entry.Begin + ((long)done * Marshal.SizeOf<T>()));
                convert(chunk, values.AsSpan(done, chunk.Length));
            }

            return values;
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"Tensor '{name}' of '{Path}' could not be read: {e.Message}.", e);
        }
    }

    private static void ReadExactly(SafeFileHandle file, Span<byte> bytes, long offset)
    {
        while (bytes.Length > 0)
        {
            var read = RandomAccess.Read(file, bytes, offset);
            if (read == 0)
            {
                throw new InvalidDataException($"the file ends at byte {offset}, {bytes.Length} bytes early");
            }

            bytes = bytes[read..];
            offset += read;
        }
    }
}
