using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Azure.Storage.Queues;
using DavidBert.Labelling;

namespace DavidBert.Serving.Inbox;

/// <summary>
/// The queue of the parts of large files. Its client encodes nothing: what is not ours must be readable too.
/// </summary>
internal sealed class ChunkQueue(QueueClient queue)
{
    private static readonly TimeSpan Forever = TimeSpan.FromSeconds(-1);
    private static readonly TimeSpan Deferral = TimeSpan.FromSeconds(30);

    /// <summary>Whether a task for later is hidden until then; tests do not wait.</summary>
    internal bool Hides { get; init; } = true;

    /// <summary>
    /// The text of a message as it lies on the queue. One that is not base64 is its own text: whoever reads it says
    /// what is wrong, and the messages behind it go on.
    /// </summary>
    public static string Decode(string body)
    {
        var bytes = new byte[body.Length];
        return Convert.TryFromBase64String(body, bytes, out var length)
            ? Encoding.UTF8.GetString(bytes.AsSpan(0, length))
            : body;
    }

    /// <summary>Lets a chunk be labelled.</summary>
    public Task SendAsync(InboxJob job, TableChunk chunk, DateTimeOffset planned, CancellationToken cancellation) =>
        SendAsync(
            new ChunkMessage(job.Input.Name.Value, job.Input.Version, job.Id, chunk, From: null, planned),
            TimeSpan.Zero,
            cancellation);

    /// <summary>Lets the rest of a file be cut.</summary>
    public Task SendAsync(InboxJob job, ChunkStart from, DateTimeOffset planned, CancellationToken cancellation) =>
        SendAsync(
            new ChunkMessage(job.Input.Name.Value, job.Input.Version, job.Id, Chunk: null, from, planned),
            TimeSpan.Zero,
            cancellation);

    /// <summary>Puts a task back, to be seen by all in a while.</summary>
    public Task DeferAsync(ChunkMessage message, CancellationToken cancellation) =>
        SendAsync(message with { Deferred = message.Deferred + 1 }, Deferral, cancellation);

    /// <summary>Lets a file be labelled once more, when its next attempt is due.</summary>
    public Task RetryAsync(
        InputFile input, int failed, TimeSpan pause, DateTimeOffset now, CancellationToken cancellation) =>
        SendAsync(
            new ChunkMessage(
                input.Name.Value, input.Version, string.Empty, Chunk: null, From: null, now, Failed: failed),
            pause,
            cancellation);

    private async Task SendAsync(ChunkMessage message, TimeSpan hidden, CancellationToken cancellation)
    {
        var text = JsonSerializer.Serialize(message, InboxJson.Default.ChunkMessage);
        await queue.SendMessageAsync(
            Encode(text), Hides ? hidden : TimeSpan.Zero, Forever, cancellationToken: cancellation);
    }

    /// <summary>A message as the functions host expects it: base64 of its UTF-8.</summary>
    private static string Encode(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}

/// <summary>
/// A task of the queue: to label a chunk, to cut a large file from <see cref="From"/> on, or to label a file once more.
/// </summary>
/// <param name="Name">The input's name.</param>
/// <param name="Version">The input's tag.</param>
/// <param name="Job">The job's id, which holds for one version of the model; empty to label a file once more.</param>
/// <param name="Chunk">The chunk; null for the other tasks.</param>
/// <param name="From">Where to go on with cutting; null for the other tasks.</param>
/// <param name="Planned">When it was cut.</param>
/// <param name="Deferred">How often it was left to instances that have the job's model.</param>
/// <param name="Failed">To label a file once more: the attempts that failed before; 0 for the other tasks.</param>
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

    /// <summary>Whether a file is to be labelled once more.</summary>
    [JsonIgnore]
    public bool IsRetry => Failed > 0;

    /// <summary>The input's name, checked.</summary>
    [JsonIgnore]
    public InboxName Input => InboxName.TryParse(Name, out var name, out var problem)
        ? name
        : throw new UnreadableMessageException(problem);

    /// <summary>
    /// Reads what is on the queue. Whoever wrote it may be anybody: the form is checked here, the content against what
    /// storage has, see <see cref="JobWorkspace.RequirePlannedAsync"/>.
    /// </summary>
    /// <exception cref="UnreadableMessageException">It is not a task of this service.</exception>
    public static ChunkMessage Parse(string message)
    {
        ChunkMessage? task;
        try
        {
            task = JsonSerializer.Deserialize(message, InboxJson.Default.ChunkMessage);
        }
        catch (JsonException e)
        {
            throw new UnreadableMessageException($"It is not the JSON of a task: {e.Message}");
        }

        return task switch
        {
            not { Name: not null, Version: not null, Job: not null } =>
                throw new UnreadableMessageException("It lacks 'name', 'version' or 'job'."),
            { Failed: 0, Chunk: null, From: null } or { Chunk: not null, From: not null }
                or { Failed: > 0, Chunk: not null } or { Failed: > 0, From: not null } =>
                throw new UnreadableMessageException("It must have one of 'chunk', 'from' and 'failed'."),
            { Deferred: < 0 } or { Failed: < 0 } =>
                throw new UnreadableMessageException("'deferred' or 'failed' is negative."),
            { Input: not null } => task,
            _ => throw new UnreadableMessageException("It has no input."),
        };
    }

    /// <summary>
    /// Whether an instance whose model is another one leaves this to others for a while: it does where its model was
    /// loaded before the file was cut, as it may be about to load the newer one.
    /// </summary>
    public bool IsLeftBy(DateTimeOffset modelLoadedAt) => modelLoadedAt < Planned && Deferred < MostDeferred;
}

/// <summary>A message is not a task of this service, or not one that its plan has.</summary>
internal sealed class UnreadableMessageException(string detail) : Exception(detail);

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
[JsonSerializable(typeof(ParkedMessage))]
[JsonSerializable(typeof(TableChunk))]
[JsonSerializable(typeof(ChunkStart))]
[JsonSerializable(typeof(int))]
internal sealed partial class InboxJson : JsonSerializerContext;
