using System.Text.Json;

namespace DavidBert.Labelling;

/// <summary>A line of a table of JSON objects.</summary>
/// <param name="Properties">The names of the object's properties with the kinds of their values.</param>
/// <param name="Text">The text of the property that was asked for; null where it is none.</param>
/// <param name="IsBroken">Whether that text is none as it holds half of a surrogate pair.</param>
internal sealed record JsonLine(IReadOnlyList<(string Name, JsonValueKind Kind)> Properties, string? Text, bool IsBroken)
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
