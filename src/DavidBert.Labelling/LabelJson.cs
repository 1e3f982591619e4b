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
public sealed partial class LabelJson : JsonSerializerContext;
