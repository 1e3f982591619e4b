using System.Text.Json.Serialization;

namespace DavidBert.Serving.Models;

/// <summary>How <c>current.json</c> is read and written, without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    WriteIndented = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ModelPointer))]
internal sealed partial class ModelPointerJson : JsonSerializerContext;
