using System.Text.Json;
using System.Text.Json.Serialization;
using Azure;
using DavidBert.Serving.Storage;

namespace DavidBert.Serving.Models;

/// <summary><c>current.json</c>: which version of a model is the current one. Unknown fields are ignored.</summary>
/// <param name="Version">The version.</param>
/// <param name="Sha256">SHA-256 of the version's <c>model.json</c>, 64 lower-case hexadecimal digits.</param>
/// <param name="Published">When the version was made the current one.</param>
public sealed record ModelPointer(string Version, string Sha256, DateTimeOffset Published)
{
    internal bool IsAt(string version, string sha256) =>
        string.Equals(Version, version, StringComparison.Ordinal)
        && string.Equals(Sha256, sha256, StringComparison.Ordinal);

    /// <summary>The pointer of a blob's content; null, and why, where it says nothing.</summary>
    internal static ModelPointer? TryRead(BinaryData content, out string? error)
    {
        error = null;
        try
        {
            if (JsonSerializer.Deserialize(content, ModelPointerJson.Default.ModelPointer) is { } pointer)
            {
                StoreName.Require("version", pointer.Version);
                return pointer;
            }

            error = "It holds null.";
        }
        catch (Exception e) when (e is JsonException or StorageException)
        {
            error = e.Message;
        }

        return null;
    }
}

/// <summary>
/// The pointer as it is stored: <paramref name="Tag"/> changes with every move, <paramref name="Pointer"/> is null
/// where it cannot be read.
/// </summary>
internal sealed record StoredPointer(ModelPointer? Pointer, ETag Tag);

/// <summary>How <c>current.json</c> is read and written, without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    WriteIndented = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ModelPointer))]
internal sealed partial class ModelPointerJson : JsonSerializerContext;
