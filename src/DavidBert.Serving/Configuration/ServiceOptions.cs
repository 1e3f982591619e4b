using System.ComponentModel.DataAnnotations;
using DavidBert.Labelling;

namespace DavidBert.Serving.Configuration;

/// <summary>The settings of the service: the configuration's section <c>DavidBert</c>.</summary>
internal sealed record ServiceOptions
{
    /// <summary>The section of the configuration; as environment variables <c>DavidBert__…</c>.</summary>
    public const string Section = "DavidBert";

    /// <summary>
    /// The storage account: its blob endpoint (with a SAS or without) or a connection string; null for none.
    /// </summary>
    public string? Storage { get; init; }

    /// <summary>Which model is served.</summary>
    public ModelOptions Model { get; init; } = new();

    /// <summary>How much one request may ask for.</summary>
    public LimitOptions Limits { get; init; } = new();

    /// <summary>How requests are answered together.</summary>
    public BatchingOptions Batching { get; init; } = new();

    /// <summary>How answers are remembered.</summary>
    public CacheOptions Cache { get; init; } = new();

    /// <summary>Which web pages may call.</summary>
    public CorsOptions Cors { get; init; } = new();

    /// <summary>Who may call.</summary>
    public AccessOptions Access { get; init; } = new();

    /// <summary>How often one client may call.</summary>
    public RateLimitOptions RateLimit { get; init; } = new();

    /// <summary>Who may read the metrics.</summary>
    public MetricsOptions Metrics { get; init; } = new();

    /// <summary>How files of the inbox are labelled.</summary>
    public LabellingOptions Labelling { get; init; } = new();
}

/// <summary>Whether a key is asked for.</summary>
internal enum AccessMode
{
    /// <summary>Anyone may call.</summary>
    Open,

    /// <summary>A request needs one of the keys in its header <c>x-api-key</c>.</summary>
    Key,
}

/// <summary>Who may call: the settings <c>DavidBert__Access__*</c>.</summary>
internal sealed record AccessOptions
{
    /// <summary>
    /// Whether a key is asked for; null for <see cref="AccessMode.Open"/> where only this machine can call, and
    /// <see cref="AccessMode.Key"/> elsewhere.
    /// </summary>
    public AccessMode? Mode { get; init; }

    /// <summary>The SHA-256 of every key that is let in, 64 hexadecimal digits each, separated by commas.</summary>
    public string? KeyHashes { get; init; }

    /// <summary>
    /// The names by which the service is called, beside <c>localhost</c> and IP addresses: <c>api.example.org</c>,
    /// <c>*.example.org</c> or <c>*</c> for any, separated by commas. Null for no others; in Azure for any, as the
    /// platform checks them.
    /// </summary>
    public string? Hosts { get; init; }
}

/// <summary>
/// How often one client may call, on each instance of the service: the settings <c>DavidBert__RateLimit__*</c>.
/// </summary>
internal sealed record RateLimitOptions
{
    /// <summary>Requests a minute that a client may make in the long run; 0 for any number.</summary>
    [Range(0, int.MaxValue)]
    public int PerMinute { get; init; } = 600;

    /// <summary>Requests that a client may make at once after a pause.</summary>
    [Range(1, int.MaxValue)]
    public int Burst { get; init; } = 120;
}

/// <summary>Who may read the metrics: the settings <c>DavidBert__Metrics__*</c>.</summary>
internal sealed record MetricsOptions
{
    /// <summary>
    /// Whether Prometheus may read this instance's metrics at <c>/metrics</c>, with a key where one is asked for.
    /// </summary>
    public bool Prometheus { get; init; }
}

/// <summary>How requests are answered together: the settings <c>DavidBert__Batching__*</c>.</summary>
internal sealed record BatchingOptions
{
    /// <summary>The most texts that the model answers at once.</summary>
    [Range(1, 1_024)]
    public int Size { get; init; } = 32;

    /// <summary>
    /// The most requests that wait for their turn, half of them of one client; one more is refused with 429.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int Queue { get; init; } = 48;
}

/// <summary>How answers are remembered: the settings <c>DavidBert__Cache__*</c>.</summary>
internal sealed record CacheOptions
{
    /// <summary>The most bytes that remembered answers may take; 0 remembers none.</summary>
    [Range(0L, long.MaxValue)]
    public long Bytes { get; init; } = 16L << 20;
}

/// <summary>What becomes of a file of the inbox when its output is there.</summary>
internal enum AfterLabelling
{
    /// <summary>It moves to the container <c>done</c>.</summary>
    Move,

    /// <summary>It is deleted.</summary>
    Delete,

    /// <summary>It stays in the inbox.</summary>
    Keep,
}

/// <summary>How files of the inbox are labelled. A file's own metadata comes before it.</summary>
internal sealed record LabellingOptions
{
    /// <summary>
    /// The column of the phrases: its name, or its number from 1; null for <c>phrase</c>, <c>text</c> or the only one.
    /// </summary>
    public string? Column { get; init; }

    /// <summary>How many words to give for a phrase.</summary>
    [Range(1, Predictor.MaxTopK)]
    public int TopK { get; init; } = Predictor.DefaultTopK;

    /// <summary>The score below which a word is left out.</summary>
    [Range(0.0, 1.0)]
    public double MinimumScore { get; init; }

    /// <summary>What becomes of a file of the inbox when its output is there.</summary>
    public AfterLabelling After { get; init; }

    /// <summary>The largest file in bytes, as it lies in the inbox; a larger one is rejected.</summary>
    [Range(1L, long.MaxValue)]
    public long MaxBytes { get; init; } = 1L << 40;

    /// <summary>The bytes of content of a chunk, the part of a file that is labelled at one go.</summary>
    [Range(1, int.MaxValue)]
    public int ChunkBytes { get; init; } = LabelOptions.DefaultChunkBytes;
}

/// <summary>Which web pages may call: the settings <c>DavidBert__Cors__*</c>.</summary>
internal sealed record CorsOptions
{
    /// <summary>
    /// Origins (<c>https://www.example.org</c>) separated by commas, or <c>*</c> for any; null for none.
    /// </summary>
    public string? Origins { get; init; }
}

/// <summary>How much one request may ask for: the settings <c>DavidBert__Limits__*</c>.</summary>
internal sealed record LimitOptions
{
    /// <summary>The most bytes of a request's body; by default 1 MiB.</summary>
    [Range(1, 100 << 20)]
    public int BodyBytes { get; init; } = 1 << 20;

    /// <summary>The most entries of <c>texts</c>.</summary>
    [Range(1, int.MaxValue)]
    public int Texts { get; init; } = 1_000;

    /// <summary>The most characters (UTF-16 units) of one text.</summary>
    [Range(1, int.MaxValue)]
    public int Characters { get; init; } = 10_000;
}

/// <summary>Which model is served and how it is fetched: the settings <c>DavidBert__Model__*</c>.</summary>
internal sealed record ModelOptions
{
    /// <summary>The name of the model in the container <c>models</c>.</summary>
    public string Name { get; init; } = "attributes";

    /// <summary>
    /// A bundle on disk that is served instead of the default one; null for the default. Not used with a storage
    /// account.
    /// </summary>
    public string? Folder { get; init; }

    /// <summary>Seconds between two looks at the pointer, ± 20 %.</summary>
    [Range(1, 86_400)]
    public int PollSeconds { get; init; } = 30;

    /// <summary>
    /// Where fetched models are kept, made private to this user; null for a folder of the system's temporary files.
    /// </summary>
    public string? CacheFolder { get; init; }

    /// <summary>The most bytes that fetched models may take on disk; the model in use is always kept.</summary>
    [Range(0L, long.MaxValue)]
    public long CacheBytes { get; init; } = 1L << 30;

    /// <summary>Threads for one run of the model; null for the machine's cores, at most 4.</summary>
    [Range(1, 1_024)]
    public int? Threads { get; init; }

    /// <summary>
    /// A file of one's own terms, a term, a tab and its definition a line, which the model reads beside phrases; null
    /// for none.
    /// </summary>
    public string? Glossary { get; init; }

    /// <summary>Whether typing errors are read as they are meant, where the model knows words.</summary>
    public bool RepairsSpelling { get; init; } = true;
}
