using DavidBert.Serving.Access;
using DavidBert.Serving.Answering;
using DavidBert.Serving.Files;
using DavidBert.Serving.Http;
using DavidBert.Serving.Models;

namespace DavidBert.Serving;

/// <summary>The settings of the service: the configuration's section <c>DavidBert</c>.</summary>
public sealed record ServiceOptions
{
    /// <summary>The section of the configuration; as environment variables <c>DavidBert__…</c>.</summary>
    public const string Section = "DavidBert";

    /// <summary>The storage account: its blob endpoint (with a SAS or without) or a connection string; null for none.</summary>
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

    /// <summary>How files of the inbox are labelled.</summary>
    public LabellingOptions Labelling { get; init; } = new();
}
