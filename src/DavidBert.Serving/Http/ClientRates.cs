using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using DavidBert.Serving.Configuration;
using Microsoft.AspNetCore.Http;

namespace DavidBert.Serving.Http;

/// <summary>
/// Counts the guarded requests of each client, on this instance alone: a client is a key, or else the address that the
/// host says the connection has. No header is read here, as a client may write any. An IPv6 client counts as its /64
/// network, since it can choose the rest.
/// </summary>
internal sealed class ClientRates : IAsyncDisposable
{
    private const int SecondsPerMinute = 60;
    private const int NetworkBytes = 8;

    private readonly AccessPolicy policy;
    private readonly PartitionedRateLimiter<HttpContext>? limiter;

    public ClientRates(RateLimitOptions options, AccessPolicy policy)
    {
        this.policy = policy;
        limiter = options.PerMinute == 0
            ? null
            : PartitionedRateLimiter.Create<HttpContext, string>(
                context => RateLimitPartition.GetTokenBucketLimiter(ClientOf(context), _ => BucketOf(options)),
                StringComparer.Ordinal);
    }

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (limiter is null || context.GetEndpoint()?.Metadata.GetMetadata<GuardedAttribute>() is null)
        {
            await next(context);
            return;
        }

        using var lease = limiter.AttemptAcquire(context);
        if (!lease.IsAcquired)
        {
            var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1);
            throw Refusal.TooManyFromClient(Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)));
        }

        await next(context);
    }

    public ValueTask DisposeAsync() => limiter?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static TokenBucketRateLimiterOptions BucketOf(RateLimitOptions options)
    {
        var tokens = Math.Max(1, options.PerMinute / SecondsPerMinute);
        return new TokenBucketRateLimiterOptions
        {
            TokenLimit = options.Burst,
            TokensPerPeriod = tokens,
            ReplenishmentPeriod = TimeSpan.FromMinutes((double)tokens / options.PerMinute),
        };
    }

    private string ClientOf(HttpContext context)
    {
        if (policy.AsksForKey && policy.Find(context.Request.Headers[AccessPolicy.Header]) is { } key)
        {
            return $"key {key}";
        }

        return Network(context.Connection.RemoteIpAddress);
    }

    private static string Network(IPAddress? address) => address switch
    {
        null => "unknown",
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } => Convert.ToHexString(
            address.GetAddressBytes().AsSpan(0, NetworkBytes)),
        _ => address.ToString(),
    };
}
