using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace DavidBert.Labelling;

/// <summary>
/// Rows that are JSON objects; what is added are properties at their ends, under the same names in the whole table.
/// What cannot take them becomes a property of a new object: a text of an array its <c>phrase</c>; anything else, and
/// an object that has such a name of its own, its <c>line</c>.
/// </summary>
internal sealed class JsonRows(TableLayout layout, LabelOptions options) : RowFormat
{
    private const string LineProperty = "line";

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Utf8Text line = new(layout.Dialect.Encoding);
    private readonly TableEncoding encoding = layout.Dialect.Encoding;
    private readonly bool isArray = layout.Dialect.Format == TableFormat.Json;

    /// <inheritdoc />
    public override RowQuestion Read(ReadOnlySpan<byte> body, bool hasLoneQuote)
    {
        line.Set(body);
        if (line.IsBlank && !isArray)
        {
            return default;
        }

        if (Parse() is not { } value)
        {
            return new RowQuestion(null, RowError.NoObject, NeedsChange: true);
        }

        var error = value.IsBroken || (value.Text is not null && !line.IsExact && IsReplaced(value.Text))
            ? RowError.BadEncoding
            : value.Text is null ? RowError.NoText
            : null;
        return new RowQuestion(
            error is null
                ? value.Text
                : null, error, NeedsChange: value.Properties is not { Count: > 0 } || IsTaken(value));
    }

    /// <inheritdoc />
    public override byte[] Tail(RowAnswer answer) => TextEncoding.Bytes(encoding, "," + Added(answer));

    /// <inheritdoc />
    public override void Write(ReadOnlySpan<byte> body, Row row, RowAnswer answer, IBufferWriter<byte> output)
    {
        if (row.NeedsChange)
        {
            WriteChanged(body, answer, output);
            return;
        }

        var end = EndOfObject(body);
        output.Write(body[..end]);
        output.Write(answer.Tail ??= Tail(answer));
        output.Write(body[end..]);
    }

    private void WriteChanged(ReadOnlySpan<byte> body, RowAnswer answer, IBufferWriter<byte> output)
    {
        line.Set(body);
        var value = Parse();
        if (value?.Properties is { Count: 0 })
        {
            var end = EndOfObject(body);
            output.Write(body[..end]);
            Write(Added(answer));
            output.Write(body[end..]);
        }
        else if (value is null)
        {
            Write($"{{\"{LineProperty}\":\"");
            Write(JsonEncodedText.Encode(TextEncoding.Of(encoding).GetString(body), Relaxed.Encoder).Value);
            Write($"\",{Added(answer)}}}");
        }
        else
        {
            Write($"{{\"{(value.Properties is null && value.Text is not null ? layout.Column : LineProperty)}\":");
            output.Write(body);
            Write($",{Added(answer)}}}");
        }

        void Write(string text) => output.Write(TextEncoding.Bytes(encoding, text));
    }

    /// <summary>The value; only an array holds other values than objects.</summary>
    private JsonValue? Parse() =>
        JsonValue.Parse(line, layout.Column) is { } value && (isArray || value.Properties is not null) ? value : null;

    private static bool IsReplaced(string text) => text.Contains('\uFFFD', StringComparison.Ordinal);

    private bool IsTaken(JsonValue value) => value.Properties!.Any(
        property => layout.Added.All.Contains(property.Name.Trim(), StringComparer.OrdinalIgnoreCase));

    /// <summary>
    /// The added properties: a score is a number, confidence true or false, and a missing value is null.
    /// </summary>
    private string Added(RowAnswer answer)
    {
        var names = layout.Added;
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
        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan[1..^1]);
    }

    /// <summary>
    /// Whether the added column at a place holds scores: word, score, error, word_2, score_2 …, confident.
    /// </summary>
    private static bool IsScore(int place) => place == 1 || (place > 3 && place % 2 == 0);

    /// <summary>Where the closing brace stands, in bytes; only white space follows it.</summary>
    private int EndOfObject(ReadOnlySpan<byte> body) => body.LastIndexOf(TextEncoding.Bytes(encoding, "}"));
}
