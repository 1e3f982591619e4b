using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using DavidBert.Bundles;
using DavidBert.Serving.Models;
using Microsoft.AspNetCore.Http;

namespace DavidBert.Serving.Http;

/// <summary>
/// <c>/api/model</c>, <c>/api/words</c> and <c>/api/health</c>: what answers, with which words, and whether it does.
/// </summary>
internal sealed class StatusEndpoint(ModelHost models)
{
    public async Task ModelAsync(HttpContext context)
    {
        using var lease = Lease();
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsJsonAsync(
            ModelResponse.Of(
                lease.Model,
                models.LastRefresh), ServiceJson.Readable.ModelResponse, cancellationToken: context.RequestAborted);
    }

    public async Task WordsAsync(HttpContext context)
    {
        using var lease = Lease();
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsJsonAsync(
            new WordsResponse(lease.Model.Identity, [.. lease.Model.Predictor.Bundle.Words.Listed()]),
            ServiceJson.Default.WordsResponse,
            cancellationToken: context.RequestAborted);
    }

    public static Task LiveAsync(HttpContext context) => WriteAsync(context, new HealthResponse("live"));

    public async Task ReadyAsync(HttpContext context)
    {
        using var lease = Lease();
        await WriteAsync(context, new HealthResponse("ready") { Model = lease.Model.Identity });
    }

    private ModelLease Lease() => models.Acquire() ?? throw Refusal.NoModel(models.LastRefresh);

    private static Task WriteAsync(HttpContext context, HealthResponse health)
    {
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsJsonAsync(
            health, ServiceJson.Readable.HealthResponse, cancellationToken: context.RequestAborted);
    }
}

/// <summary>What the model can answer.</summary>
/// <param name="Model">Which model answers.</param>
/// <param name="Words">Its words.</param>
internal sealed record WordsResponse(ModelIdentity Model, IReadOnlyList<ListedWord> Words);

/// <summary>That the service lives, or is ready to answer.</summary>
/// <param name="Status"><c>live</c> or <c>ready</c>.</param>
internal sealed record HealthResponse(string Status)
{
    /// <summary>The model that answers, where it is ready.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ModelIdentity? Model { get; init; }
}

/// <summary>The model that answers now.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Hash">SHA-256 of its <c>model.json</c>.</param>
/// <param name="Base">The checkpoint it was trained from.</param>
/// <param name="Dimensions">Its sizes.</param>
/// <param name="Pooling">How the encoder's output becomes one vector.</param>
/// <param name="Head">The form of the head.</param>
/// <param name="Quantization">How weights and activations are computed.</param>
/// <param name="MaxLength">The longest phrase in word pieces.</param>
/// <param name="Source">Where it was loaded from.</param>
/// <param name="LoadedAt">When it was ready to answer.</param>
/// <param name="Refresh">What the last look for a newer version did.</param>
internal sealed record ModelResponse(
    string Name,
    string Version,
    string Hash,
    BaseModelInfo Base,
    ModelDimensions Dimensions,
    string Pooling,
    string Head,
    string Quantization,
    int MaxLength,
    string Source,
    DateTimeOffset LoadedAt,
    ModelRefresh Refresh)
{
    /// <summary>The score from which an answer is confident; null where none was chosen.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? ConfidentAt { get; init; }

    /// <summary>What it was trained on; free in form.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonNode? Data { get; init; }

    /// <summary>How well it does; free in form.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonNode? Metrics { get; init; }

    internal static ModelResponse Of(ServedModel model, ModelRefresh refresh)
    {
        var m = model.Manifest;
        return new ModelResponse(
            m.Name,
            m.Version,
            model.Hash,
            m.Base,
            m.Dimensions,
            m.Pooling,
            m.Head,
            m.Quantization,
            m.MaxLength,
            model.Source,
            model.LoadedAt,
            refresh)
        {
            ConfidentAt = m.ConfidentAt,
            Data = m.Data,
            Metrics = m.Metrics,
        };
    }
}
