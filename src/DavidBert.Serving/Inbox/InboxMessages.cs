using System.Text.Json.Serialization;
using DavidBert.Labelling;

namespace DavidBert.Serving.Inbox;

/// <summary>
/// A task of the queue: to label a chunk, to cut a large file from <see cref="From"/> on, or, with neither, to label a file once more.
/// </summary>
/// <param name="Name">The input's name.</param>
/// <param name="Version">The input's tag.</param>
/// <param name="Job">The job's id, which holds for one version of the model; empty to label a file once more.</param>
/// <param name="Chunk">The chunk; null to cut.</param>
/// <param name="From">Where to go on with cutting; null to label.</param>
/// <param name="Planned">When it was cut.</param>
/// <param name="Deferred">How often it was left to instances that have the job's model.</param>
/// <param name="Failed">To label a file once more: the attempts that failed when this was sent.</param>
internal sealed record ChunkMessage(
    string Name,
    string Version,
    string Job,
    TableChunk? Chunk,
    ChunkStart? From,
    DateTimeOffset Planned,
    int Deferred = 0,
    int Failed = 0)
{
    private const int MostDeferred = 20;

    /// <summary>
    /// Whether an instance whose model is another one leaves this to others for a while: it does where its model was loaded before
    /// the file was cut, as it may be about to load the newer one.
    /// </summary>
    public bool IsLeftBy(DateTimeOffset modelLoadedAt) => modelLoadedAt < Planned && Deferred < MostDeferred;
}

/// <summary>What became of a chunk.</summary>
/// <param name="Block">The staged block of its output.</param>
/// <param name="Bytes">The bytes of its output; of an empty one no block is staged.</param>
/// <param name="Report">The report of its rows.</param>
internal sealed record ChunkResult(string Block, long Bytes, LabelReport Report);

/// <summary>What labelling keeps and sends as JSON, names in <c>snake_case</c>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(InboxPlan))]
[JsonSerializable(typeof(ChunkResult))]
[JsonSerializable(typeof(ChunkMessage))]
[JsonSerializable(typeof(InboxAttempts))]
[JsonSerializable(typeof(PoisonedBlob))]
[JsonSerializable(typeof(RejectionReason))]
[JsonSerializable(typeof(int))]
internal sealed partial class FileJson : JsonSerializerContext;

/// <summary>What the functions host says, in its own names, of a blob whose trigger failed too often.</summary>
internal sealed record PoisonedBlob(
    [property: JsonPropertyName("ContainerName")] string? ContainerName, [property: JsonPropertyName("BlobName")] string? BlobName);

/// <summary>Why a file was rejected.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Code">What is wrong, for a program.</param>
/// <param name="Detail">What is wrong, where, and what to do.</param>
/// <param name="Row">The line, from 1, where it is wrong; null where that is not known.</param>
internal sealed record RejectionReason(string Name, string Code, string Detail, long? Row);
