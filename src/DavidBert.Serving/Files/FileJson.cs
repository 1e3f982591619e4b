using System.Text.Json.Serialization;

namespace DavidBert.Serving.Files;

/// <summary>What labelling keeps and sends as JSON, names in <c>snake_case</c>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FilePlan))]
[JsonSerializable(typeof(ChunkResult))]
[JsonSerializable(typeof(ChunkMessage))]
[JsonSerializable(typeof(PoisonedBlob))]
[JsonSerializable(typeof(RejectionReason))]
[JsonSerializable(typeof(int))]
internal sealed partial class FileJson : JsonSerializerContext;
