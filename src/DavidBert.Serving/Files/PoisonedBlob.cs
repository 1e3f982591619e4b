using System.Text.Json.Serialization;

namespace DavidBert.Serving.Files;

/// <summary>What the functions host says, in its own names, of a blob whose trigger failed too often.</summary>
internal sealed record PoisonedBlob(
    [property: JsonPropertyName("ContainerName")] string? ContainerName, [property: JsonPropertyName("BlobName")] string? BlobName);
