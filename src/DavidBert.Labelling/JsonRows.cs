using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace DavidBert.Labelling;

/// <summary>
/// Rows that are JSON objects; what is added are properties at their ends. A line that is no object becomes one, which
/// holds the line as text.
/// </summary>
internal sealed class JsonRows(TableLayout layout, LabelOptions options) : RowFormat
{
    private const string LineProperty = "line";

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Utf8Text line = new(layout.Dialect.Encoding);
    private readonly Encoding encoding = TextEncoding.Of(layout.Dialect.Encoding);

    /// <inheritdoc />
    public override RowQuestion Read(ReadOnlySpan<byte> body, bool hasLoneQuote)
    {
        if (Parse(body, out var isBlank, out var isExact) is not { } row)
        {
            return isBlank ? default : new RowQuestion(null, RowError.NoObject, NeedsChange: true);
        }

        var isTaken = row.Properties.Count == 0 || IsTaken(row);
        var error = row.IsBroken ? RowError.BadEncoding
            : row.Text is null ? RowError.NoText
            : !isExact && row.Text.Contains('\uFFFD', StringComparison.Ordinal) ? RowError.BadEncoding
            : null;
        return new RowQuestion(error is null ? row.Text : null, error, NeedsChange: isTaken);
    }

    /// <inheritdoc />
    public override byte[] Tail(RowAnswer answer) => encoding.GetBytes("," + Properties(answer, layout.Added));

    /// <inheritdoc />
    public override void Write(ReadOnlySpan<byte> body, Row row, RowAnswer answer, IBufferWriter<byte> output)
    {
        if (string.Equals(answer.Error, RowError.NoObject, StringComparison.Ordinal))
        {
            var text = JsonEncodedText.Encode(encoding.GetString(body), Relaxed.Encoder);
            output.Write(encoding.GetBytes($"{{\"{LineProperty}\":\"{text}\",{Properties(answer, layout.Added)}}}"));
            return;
        }

        var end = EndOfObject(body);
        output.Write(body[..end]);
        if (row.NeedsChange)
        {
            var found = Parse(body, out _, out _)!;
            var names = layout.Added.Beside(found.Properties.Select(property => property.Name));
            output.Write(encoding.GetBytes((found.Properties.Count == 0 ? "" : ",") + Properties(answer, names)));
        }
        else
        {
            output.Write(answer.Tail ??= Tail(answer));
        }

        output.Write(body[end..]);
    }

    /// <summary>The object; what is no text in it reads as U+FFFD.</summary>
    private JsonLine? Parse(ReadOnlySpan<byte> body, out bool isBlank, out bool isExact)
    {
        line.Set(body);
        isBlank = line.Memory.Span.Trim(" \t\r"u8).IsEmpty;
        isExact = line.IsExact;
        return isBlank ? null : JsonLine.Parse(line.Memory, layout.Column);
    }

    private bool IsTaken(JsonLine row) => row.Properties.Any(
        property => layout.Added.All.Contains(property.Name.Trim(), StringComparer.OrdinalIgnoreCase));

    /// <summary>
    /// The properties as JSON; a score is a number, confidence true or false, and what there is not is null.
    /// </summary>
    private string Properties(RowAnswer answer, AddedNames names)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, Relaxed);
        json.WriteStartObject();
        foreach (var (place, (name, cell)) in names.All.Zip(answer.Cells(options)).Index())
        {
            json.WritePropertyName(name);
            if (cell is null)
            {
                json.WriteNullValue();
            }
            else if (IsScore(place) || string.Equals(name, names.Confident, StringComparison.Ordinal))
            {
                json.WriteRawValue(cell);
            }
            else
            {
                json.WriteStringValue(cell);
            }
        }

        json.WriteEndObject();
        json.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan[1..^1]);
    }

    /// <summary>
    /// Whether the added column at a place holds scores: word, score, error, word_2, score_2 …, confident.
    /// </summary>
    private static bool IsScore(int place) => place == 1 || (place > 3 && place % 2 == 0);

    /// <summary>Where the closing brace stands, in bytes; only white space follows it.</summary>
    private int EndOfObject(ReadOnlySpan<byte> body) =>
        body.LastIndexOf(encoding.GetBytes("}"));
}

/// <summary>A line of a table of JSON objects.</summary>
/// <param name="Properties">The names of the object's properties with the kinds of their values.</param>
/// <param name="Text">The text of the property that was asked for; null where it is none.</param>
/// <param name="IsBroken">Whether that text is none as it holds half of a surrogate pair.</param>
internal sealed record JsonLine(
    IReadOnlyList<(string Name, JsonValueKind Kind)> Properties,
    string? Text,
    bool IsBroken)
{
    /// <summary>Reads a line; null where it is no JSON object of readable names.</summary>
    /// <param name="utf8">The line.</param>
    /// <param name="column">The property whose text is wanted; the last one where several have the name.</param>
    public static JsonLine? Parse(ReadOnlyMemory<byte> utf8, string? column = null)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            var properties = new List<(string, JsonValueKind)>();
            var (text, isBroken) = ((string?)null, false);
            foreach (var property in document.RootElement.EnumerateObject())
            {
                var name = property.Name;
                properties.Add((name, property.Value.ValueKind));
                if (string.Equals(name, column, StringComparison.Ordinal))
                {
                    text = TextOf(property.Value);
                    isBroken = text is null && property.Value.ValueKind == JsonValueKind.String;
                }
            }

            return new JsonLine(properties, text, isBroken);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null; // half of a surrogate pair in a name raises the latter
        }
    }

    private static string? TextOf(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null; // half of a surrogate pair
        }
    }
}
