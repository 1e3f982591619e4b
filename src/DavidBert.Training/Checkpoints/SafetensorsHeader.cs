using System.Collections.ObjectModel;
using System.Text.Json;
using System.Text.Unicode;

namespace DavidBert.Training.Checkpoints;

/// <summary>
/// The header of a safetensors file, checked against the format and against the bytes that follow it.
/// </summary>
internal sealed class SafetensorsHeader
{
    /// <summary>The longest header the format allows, in bytes.</summary>
    public const int MaxBytes = 100_000_000;

    private static readonly Dictionary<string, int> ElementBytes = new(StringComparer.Ordinal)
    {
        ["BOOL"] = 1,
        ["U8"] = 1,
        ["I8"] = 1,
        ["F8_E4M3"] = 1,
        ["F8_E5M2"] = 1,
        ["U16"] = 2,
        ["I16"] = 2,
        ["F16"] = 2,
        ["BF16"] = 2,
        ["U32"] = 4,
        ["I32"] = 4,
        ["F32"] = 4,
        ["U64"] = 8,
        ["I64"] = 8,
        ["F64"] = 8,
    };

    private SafetensorsHeader(Dictionary<string, SafetensorsEntry> entries, Dictionary<string, string> metadata)
    {
        Entries = entries;
        Metadata = metadata;
    }

    public IReadOnlyDictionary<string, SafetensorsEntry> Entries { get; }

    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Parses a header.</summary>
    /// <param name="json">The header's bytes, without the length before them.</param>
    /// <param name="dataBytes">How many bytes follow the header.</param>
    /// <exception cref="InvalidDataException">
    /// The header is not one, or does not describe its file; the message names the tensor but not the file.
    /// </exception>
    public static SafetensorsHeader Parse(ReadOnlyMemory<byte> json, long dataBytes)
    {
        if (!Utf8.IsValid(json.Span))
        {
            throw new InvalidDataException("its header is not UTF-8");
        }

        try
        {
            using var document = JsonDocument.Parse(
                json,
                new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 8 });
            return Read(document.RootElement, dataBytes);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // JSON can spell half a surrogate pair, which the reader reports as an invalid operation.
            throw new InvalidDataException($"its header is not the JSON that the format asks for: {e.Message}", e);
        }
    }

    private static SafetensorsHeader Read(JsonElement root, long dataBytes)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidDataException($"its header is a JSON {root.ValueKind}; expected an object");
        }

        var entries = new Dictionary<string, SafetensorsEntry>(StringComparer.Ordinal);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in root.EnumerateObject())
        {
            if (property.NameEquals("__metadata__"))
            {
                metadata = ReadMetadata(property.Value);
            }
            else
            {
                entries.Add(property.Name, ReadEntry(property.Name, property.Value));
            }
        }

        CheckCoverage(entries, dataBytes);
        return new SafetensorsHeader(entries, metadata);
    }

    private static Dictionary<string, string> ReadMetadata(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object
        && value.EnumerateObject().All(field => field.Value.ValueKind == JsonValueKind.String)
            ? value.EnumerateObject().ToDictionary(f => f.Name, f => f.Value.GetString()!, StringComparer.Ordinal)
            : throw new InvalidDataException("its __metadata__ is not an object of strings");

    private static SafetensorsEntry ReadEntry(string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object
            || !value.TryGetProperty("dtype", out var dtype) || dtype.ValueKind != JsonValueKind.String
            || !value.TryGetProperty("shape", out var shape) || shape.ValueKind != JsonValueKind.Array
            || !value.TryGetProperty("data_offsets", out var offsets) || offsets.ValueKind != JsonValueKind.Array
            || offsets.GetArrayLength() != 2)
        {
            throw new InvalidDataException($"tensor '{name}' lacks a dtype, a shape or two data_offsets");
        }

        var type = dtype.GetString()!;
        if (!ElementBytes.TryGetValue(type, out var elementBytes))
        {
            throw new InvalidDataException(
                $"tensor '{name}' has the dtype '{type}'; known are {string.Join(", ", ElementBytes.Keys)}");
        }

        var entry = new SafetensorsEntry(
            type, ReadShape(name, shape), ReadOffset(name, offsets[0]), ReadOffset(name, offsets[1]));
        var expected = CountBytes(name, entry, elementBytes);
        return entry.End - entry.Begin == expected
            ? entry
            : throw new InvalidDataException(
                $"tensor '{name}', {type} {entry.ShapeText}, takes {expected} bytes, "
                + $"but its data_offsets [{entry.Begin}, {entry.End}] hold {entry.End - entry.Begin}");
    }

    private static ReadOnlyCollection<int> ReadShape(string name, JsonElement shape) =>
        shape.EnumerateArray()
            .Select(size => size.ValueKind == JsonValueKind.Number && size.TryGetInt32(out var number) && number >= 0
                ? number
                : throw new InvalidDataException(
                    $"tensor '{name}' has the dimension {Shorten(size)}; expected an integer of 0 to {int.MaxValue}"))
            .ToList().AsReadOnly();

    private static long ReadOffset(string name, JsonElement offset) =>
        offset.ValueKind == JsonValueKind.Number && offset.TryGetInt64(out var number) && number >= 0
            ? number
            : throw new InvalidDataException(
                $"tensor '{name}' has the data offset {Shorten(offset)}; expected an integer of 0 or more");

    private static long CountBytes(string name, SafetensorsEntry entry, int elementBytes)
    {
        try
        {
            return entry.Shape.Aggregate((long)elementBytes, (product, size) => checked(product * size));
        }
        catch (OverflowException e)
        {
            throw new InvalidDataException($"tensor '{name}' has more elements than a file can hold", e);
        }
    }

    private static void CheckCoverage(Dictionary<string, SafetensorsEntry> entries, long dataBytes)
    {
        var end = 0L;
        foreach (var (name, entry) in entries.OrderBy(e => e.Value.Begin).ThenBy(e => e.Value.End))
        {
            if (entry.Begin != end)
            {
                throw new InvalidDataException(
                    $"tensor '{name}' begins at {entry.Begin}, but the one before it ends at {end}: tensors may "
                    + $"neither overlap nor leave gaps");
            }

            end = entry.End;
        }

        if (end != dataBytes)
        {
            throw new InvalidDataException(
                $"its tensors take {end} bytes, but {dataBytes} bytes follow the header (is the file cut short?)");
        }
    }

    private static string Shorten(JsonElement value)
    {
        var text = value.GetRawText();
        return text.Length <= 40 ? text : text[..40] + "…";
    }
}

/// <summary>One tensor as the header of a safetensors file describes it.</summary>
/// <param name="Dtype">The element type as the format names it: <c>F32</c>, <c>BF16</c>, <c>I64</c> …</param>
/// <param name="Shape">The dimensions; none for a scalar.</param>
/// <param name="Begin">Where its bytes begin, counted from the end of the header.</param>
/// <param name="End">Where its bytes end (exclusive), counted likewise.</param>
internal sealed record SafetensorsEntry(string Dtype, IReadOnlyList<int> Shape, long Begin, long End)
{
    /// <summary>The shape as messages show it: <c>[30522, 384]</c>.</summary>
    internal string ShapeText => FormatShape(Shape);

    internal static string FormatShape(IEnumerable<int> shape) => $"[{string.Join(", ", shape)}]";
}
