using System.Text.Json;

namespace DavidBert.Training.Checkpoints;

/// <summary>A <c>model.safetensors.index.json</c>: which shard, a file beside it, holds which tensor.</summary>
internal static class ShardIndex
{
    public const string FileName = "model.safetensors.index.json";

    /// <summary>Reads the map from tensor to shard.</summary>
    /// <exception cref="InvalidDataException">
    /// The file is not such an index, or names a shard that is not a file beside it.
    /// </exception>
    public static IReadOnlyDictionary<string, string> Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            if (stream.Length > SafetensorsHeader.MaxBytes)
            {
                throw new InvalidDataException(
                    $"it has {stream.Length} bytes; expected at most {SafetensorsHeader.MaxBytes}");
            }

            using var document = JsonDocument.Parse(
                stream,
                new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 16 });
            return ReadMap(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or InvalidDataException)
        {
            throw new InvalidDataException($"'{path}' is not an index of shards: {e.Message}", e);
        }
    }

    private static Dictionary<string, string> ReadMap(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("weight_map", out var map) || map.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidDataException("it has no object weight_map");
        }

        var shards = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in map.EnumerateObject())
        {
            var shard = entry.Value.ValueKind == JsonValueKind.String ? entry.Value.GetString()! : "";
            if (!IsShardName(shard))
            {
                throw new InvalidDataException(
                    $"tensor '{entry.Name}' is said to lie in {entry.Value.GetRawText()}; expected the name of a "
                    + $".safetensors file beside the index");
            }

            shards.Add(entry.Name, shard);
        }

        return shards.Count > 0 ? shards : throw new InvalidDataException("its weight_map is empty");
    }

    private static bool IsShardName(string name) =>
        name.EndsWith(".safetensors", StringComparison.Ordinal)
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
        && name[0] != '.';
}
