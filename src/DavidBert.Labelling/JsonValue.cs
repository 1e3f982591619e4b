using System.Buffers;
using System.Text.Json;

namespace DavidBert.Labelling;

/// <summary>A JSON value of a table: an object with its text, or a text.</summary>
/// <param name="Properties">
/// The names of an object's properties with the kinds of their values; null for other values.
/// </param>
/// <param name="Text">The text, or that of the property that was asked for; null where it is not a text.</param>
/// <param name="IsBroken">Whether that is so because it holds half of a surrogate pair.</param>
internal sealed record JsonValue(
    IReadOnlyList<(string Name, JsonValueKind Kind)>? Properties,
    string? Text,
    bool IsBroken)
{
    /// <summary>As deep as a record can be; the reader takes no more stack for it.</summary>
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = LabelLimits.MostRecordBytes };

    private static readonly SearchValues<byte> NumberStarts = SearchValues.Create("NI\""u8);

    /// <summary>
    /// Reads a value; null where it is not JSON with readable names. <c>NaN</c> and <c>Infinity</c>, which Python
    /// writes, count as numbers.
    /// </summary>
    /// <param name="utf8">The value.</param>
    /// <param name="column">The property whose text is wanted; the last one where several have the name.</param>
    public static JsonValue? Parse(Utf8Text utf8, string? column = null)
    {
        try
        {
            using var document = Read(utf8);
            var root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object ? OfObject(root, column)
                : new JsonValue(null, TextOf(root), root.ValueKind == JsonValueKind.String && TextOf(root) is null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null; // half of a surrogate pair in a name raises the latter
        }
    }

    private static JsonValue OfObject(JsonElement root, string? column)
    {
        var properties = new List<(string, JsonValueKind)>();
        var (text, isBroken) = ((string?)null, false);
        foreach (var property in root.EnumerateObject())
        {
            var name = property.Name;
            properties.Add((name, property.Value.ValueKind));
            if (string.Equals(name, column, StringComparison.Ordinal))
            {
                text = TextOf(property.Value);
                isBroken = text is null && property.Value.ValueKind == JsonValueKind.String;
            }
        }

        return new JsonValue(properties, text, isBroken);
    }

    private static JsonDocument Read(Utf8Text utf8)
    {
        try
        {
            return JsonDocument.Parse(utf8.Memory, Options);
        }
        catch (JsonException) when (WriteNumbers(utf8.Copy))
        {
            return JsonDocument.Parse(utf8.Memory, Options);
        }
    }

    /// <summary>
    /// Writes numbers of the same length over NaN and Infinity outside of texts; false where there are none.
    /// </summary>
    private static bool WriteNumbers(Span<byte> json)
    {
        var isChanged = false;
        for (var at = 0; json[at..].IndexOfAny(NumberStarts) is var next && next >= 0;)
        {
            at += next;
            if (json[at] == '"')
            {
                at = EndOfText(json, at + 1);
                continue;
            }

            var word = json[at..].StartsWith("NaN"u8) ? 3 : json[at..].StartsWith("Infinity"u8) ? 8 : 0;
            json.Slice(at, word).Fill((byte)'1');
            isChanged |= word > 0;
            at += Math.Max(1, word);
        }

        return isChanged;
    }

    private static int EndOfText(ReadOnlySpan<byte> json, int at)
    {
        while (at < json.Length && json[at] != '"')
        {
            at += json[at] == '\\' ? 2 : 1;
        }

        return Math.Min(at + 1, json.Length);
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
