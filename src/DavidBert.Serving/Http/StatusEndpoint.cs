using DavidBert.Serving.Http.Problems;
using DavidBert.Serving.Models;
using Microsoft.AspNetCore.Http;

namespace DavidBert.Serving.Http;

/// <summary><c>/api/model</c> and <c>/api/health</c>: what answers, and whether it does.</summary>
internal sealed class StatusEndpoint(ModelHost models)
{
    private const int RetrySeconds = 2;

    public async Task ModelAsync(HttpContext context)
    {
        using var lease = Lease();
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsJsonAsync(
            ModelResponse.Of(lease.Model, models.LastRefresh), ServiceJson.Default.ModelResponse, cancellationToken: context.RequestAborted);
    }

    public static Task LiveAsync(HttpContext context) => WriteAsync(context, new HealthResponse("live"));

    public async Task ReadyAsync(HttpContext context)
    {
        using var lease = Lease();
        var manifest = lease.Model.Manifest;
        await WriteAsync(context, new HealthResponse("ready") { Model = new ModelReference(manifest.Name, manifest.Version) });
    }

    private ModelLease Lease() => models.Acquire() ?? throw Refusal.NoModel(models.LastRefresh, RetrySeconds);

    private static Task WriteAsync(HttpContext context, HealthResponse health)
    {
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsJsonAsync(
            health, ServiceJson.Default.HealthResponse, cancellationToken: context.RequestAborted);
    }
}
