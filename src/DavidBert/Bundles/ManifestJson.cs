using System.Text.Json;
using System.Text.Json.Serialization;

namespace DavidBert.Bundles;

/// <summary>How <c>model.json</c> is read and written, without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    WriteIndented = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ModelManifest))]
internal sealed partial class ManifestJson : JsonSerializerContext
{
    /// <summary>Reads a manifest.</summary>
    /// <exception cref="JsonException">The text is no JSON, or lacks a field.</exception>
    public static ModelManifest Read(ReadOnlySpan<byte> utf8) =>
        JsonSerializer.Deserialize(utf8, Default.ModelManifest) ?? throw new JsonException("It holds null.");

    /// <summary>The manifest as UTF-8 with a line feed at the end.</summary>
    public static byte[] Write(ModelManifest manifest) =>
        [.. JsonSerializer.SerializeToUtf8Bytes(manifest, Default.ModelManifest), (byte)'\n'];
}
