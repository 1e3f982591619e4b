using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using DavidBert.Serving.Answering;
using DavidBert.Serving.Configuration;
using Microsoft.AspNetCore.Http;

namespace DavidBert.Serving.Http;

/// <summary>
/// Counts the guarded requests of each client, a long list as several, on this instance alone: a client is a key, or
/// else the address that the host says the connection has. No header is read here, as a client may write any. An IPv6
/// client counts as its /64 network, since it can choose the rest.
/// </summary>
internal sealed class ClientRates : IAsyncDisposable
{
    /// <summary>What is left to a client, and when all of it is there again; the draft of the IETF.</summary>
    public const string Header = "RateLimit";

    /// <summary>What a client may send.</summary>
    public const string PolicyHeader = "RateLimit-Policy";

    private const int SecondsPerMinute = 60;
    private const int NetworkBytes = 8;
    private const int TextsOfOne = 32;
    private const int CharactersOfOne = 4_000;

    private static readonly object Client = new();

    private readonly RateLimitOptions options;
    private readonly AccessPolicy policy;
    private readonly PartitionedRateLimiter<HttpContext>? limiter;

    public ClientRates(RateLimitOptions options, AccessPolicy policy)
    {
        (this.options, this.policy) = (options, policy);
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

        context.Response.OnStarting(Tell, context);
        Acquire(context, 1);
        await next(context);
    }

    /// <summary>Who sent the request.</summary>
    public string ClientOf(HttpContext context)
    {
        if (context.Items.TryGetValue(Client, out var known))
        {
            return (string)known!;
        }

        var client = Find(context);
        context.Items[Client] = client;
        return client;
    }

    /// <summary>
    /// Counts a list as what it is: the work of several requests. The request itself was counted before.
    /// </summary>
    /// <exception cref="ProblemException">The client has asked for too much.</exception>
    public void Charge(HttpContext context, IReadOnlyList<string> texts)
    {
        var characters = texts.Sum(text => (long)FairQueue.LengthOf(text));
        var requests = Math.Max(
            (texts.Count + TextsOfOne - 1) / TextsOfOne, (int)((characters + CharactersOfOne - 1) / CharactersOfOne));
        // A request that is larger than the burst waits for all of it
        Acquire(context, Math.Min(requests, options.Burst) - 1);
    }

    /// <summary>
    /// Tells of the bucket: it holds the burst, and an empty one is full after the window.
    /// draft-ietf-httpapi-ratelimit-headers-10.
    /// </summary>
    private Task Tell(object state)
    {
        var context = (HttpContext)state;
        var left = limiter!.GetStatistics(context)?.CurrentAvailablePermits ?? options.Burst;
        var headers = context.Response.Headers;
        headers[PolicyHeader] = Invariant($"\"burst\";q={options.Burst};w={SecondsFor(options.Burst)}");
        headers[Header] = Invariant($"\"burst\";r={left};t={SecondsFor(options.Burst - left)}");
        return Task.CompletedTask;
    }

    /// <summary>The seconds, rounded up, in which so many requests come back.</summary>
    private long SecondsFor(long requests) =>
        ((requests * SecondsPerMinute) + options.PerMinute - 1) / options.PerMinute;

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private void Acquire(HttpContext context, int requests)
    {
        if (limiter is null || requests <= 0)
        {
            return;
        }

        using var lease = limiter.AttemptAcquire(context, requests);
        if (!lease.IsAcquired)
        {
            var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1);
            throw Refusal.TooManyFromClient(Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)));
        }
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

    private string Find(HttpContext context)
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
