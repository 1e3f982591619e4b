using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using DavidBert.Files;
using DavidBert.Training.Modeling;

namespace DavidBert.Training.Checkpoints;

/// <summary>Writes safetensors files of 32-bit floats.</summary>
internal static class SafetensorsWriter
{
    /// <summary>
    /// Writes a file that appears whole or not at all: it is made beside its place, flushed to disk, and renamed.
    /// </summary>
    /// <param name="path">The file; one that exists is replaced.</param>
    /// <param name="tensors">Names, shapes, and the numbers in row-major order.</param>
    /// <param name="metadata">Free-form strings for the header, or null.</param>
    /// <exception cref="ArgumentException">
    /// A name comes twice or is reserved, or the numbers do not fill the shape.
    /// </exception>
    public static void Write(
        string path,
        IEnumerable<(string Name, IReadOnlyList<int> Shape, ReadOnlyMemory<float> Values)> tensors,
        IReadOnlyDictionary<string, string>? metadata = null)
    {
        var list = tensors.ToList();
        var header = WriteHeader(list, metadata);
        WholeFile.Write(path, stream =>
        {
            stream.Write(header);
            foreach (var (_, _, values) in list)
            {
                for (var rest = values.Span; rest.Length > 0;)
                {
                    var chunk = rest[..Math.Min(rest.Length, 1 << 20)];
                    stream.Write(MemoryMarshal.AsBytes(chunk));
                    rest = rest[chunk.Length..];
                }
            }
        });
    }

    private static byte[] WriteHeader(
        IEnumerable<(string Name, IReadOnlyList<int> Shape, ReadOnlyMemory<float> Values)> tensors,
        IReadOnlyDictionary<string, string>? metadata)
    {
        var fields = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["__metadata__"] = metadata ?? new Dictionary<string, string>(StringComparer.Ordinal),
        };
        var begin = 0L;
        foreach (var (name, shape, values) in tensors)
        {
            var count = shape.Aggregate(1L, (product, size) => checked(product * size));
            if (count != values.Length)
            {
                throw new ArgumentException(
                    $"Tensor '{name}' has {values.Length} numbers; its shape {SafetensorsEntry.FormatShape(shape)} "
                    + $"takes {count}.",
                    nameof(tensors));
            }

            var end = begin + (sizeof(float) * count);
            if (!fields.TryAdd(name, new { dtype = "F32", shape, data_offsets = (long[])[begin, end] }))
            {
                throw new ArgumentException($"The name '{name}' comes twice or is reserved.", nameof(tensors));
            }

            begin = end;
        }

        var json = JsonSerializer.SerializeToUtf8Bytes(fields);
        var header = new byte[8 + ((json.Length + 7) / 8 * 8)];
        header.AsSpan(8).Fill((byte)' ');
        BinaryPrimitives.WriteInt64LittleEndian(header, header.Length - 8);
        json.CopyTo(header, 8);
        return header;
    }
}

/// <summary>A safetensors file as a whole: tensors by their names.</summary>
internal static class WeightsFile
{
    /// <summary>Reads every tensor.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static IReadOnlyDictionary<string, FloatTensor> Read(string path)
    {
        using var file = SafetensorsFile.Open(path);
        return file.Entries.ToDictionary(
            entry => entry.Key,
            entry => new FloatTensor([.. entry.Value.Shape], file.ReadFloats(entry.Key)),
            StringComparer.Ordinal);
    }

    /// <summary>Writes the tensors; a file of that name is replaced as a whole or not at all.</summary>
    public static void Write(
        string path,
        IEnumerable<(string Name, FloatTensor Tensor)> tensors) => SafetensorsWriter.Write(
        path, tensors.Select(t => (t.Name, t.Tensor.Shape, (ReadOnlyMemory<float>)t.Tensor.Values)));
}
