using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace DavidBert.Labelling;

/// <summary>Layouts, chunks, options, checkpoints and reports as JSON, names in <c>snake_case</c>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true, WriteIndented = true)]
[JsonSerializable(typeof(TableLayout))]
[JsonSerializable(typeof(TableChunk))]
[JsonSerializable(typeof(LabelOptions))]
[JsonSerializable(typeof(LabelReport))]
[JsonSerializable(typeof(LabelCheckpoint))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class LabelJson : JsonSerializerContext
{
    /// <summary>
    /// A report as a file: what is known of the files, the report's own fields but its examples, and what comes last.
    /// Ends its line.
    /// </summary>
    public static byte[] WriteReport(LabelReport report, JsonObject first, JsonObject? last = null)
    {
        ArgumentNullException.ThrowIfNull(first);
        var file = new JsonObject();
        var own = JsonSerializer.SerializeToNode(report with { Examples = null }, Default.LabelReport)!.AsObject();
        foreach (var part in (JsonObject?[])[first, own, last])
        {
            foreach (var (name, value) in part ?? [])
            {
                file[name] = value?.DeepClone();
            }
        }

        return [.. JsonSerializer.SerializeToUtf8Bytes(file, Default.JsonObject), (byte)'\n'];
    }
}
