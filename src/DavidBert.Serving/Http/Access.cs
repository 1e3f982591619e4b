using System.Security.Cryptography;
using System.Text;
using DavidBert.Serving.Configuration;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DavidBert.Serving.Http;

/// <summary>Who is let in: anyone, or whoever sends one of the keys. Of a key only its SHA-256 is known here.</summary>
internal sealed class AccessPolicy
{
    /// <summary>The header of the key.</summary>
    public const string Header = "x-api-key";

    private const int MaxKeyCharacters = 1_024;

    private readonly byte[][] hashes;

    /// <summary>The policy of the settings.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="reach">Who can call at all; it decides where the settings do not say.</param>
    /// <exception cref="SettingsException">A hash is not a SHA-256.</exception>
    public AccessPolicy(AccessOptions options, ServiceReach reach)
    {
        var otherwise = reach switch
        {
            ServiceReach.ThisMachine => AccessMode.Open,
            ServiceReach.Network or ServiceReach.Azure => AccessMode.Key,
        };
        AsksForKey = (options.Mode ?? otherwise) == AccessMode.Key;
        hashes = [.. Settings.List(options.KeyHashes).Select(Parse)];
    }

    /// <summary>Whether a key is asked for.</summary>
    public bool AsksForKey { get; }

    /// <summary>Whether no key at all would be let in although one is asked for.</summary>
    public bool HasNoKey => AsksForKey && hashes.Length == 0;

    /// <summary>
    /// The number of the key among those let in, from 0; null for any other. The time it takes tells nothing of the
    /// keys.
    /// </summary>
    public int? Find(string? key)
    {
        if (string.IsNullOrEmpty(key) || key.Length > MaxKeyCharacters)
        {
            return null;
        }

        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(key));
        int? found = null;
        for (var i = 0; i < hashes.Length; i++)
        {
            found = CryptographicOperations.FixedTimeEquals(hash, hashes[i]) ? i : found;
        }

        return found;
    }

    private static byte[] Parse(string hash)
    {
        var bytes = new byte[SHA256.HashSizeInBytes];
        return hash.Length == 2 * bytes.Length
            && Convert.FromHexString(hash, bytes, out _, out _) == System.Buffers.OperationStatus.Done
            ? bytes
            : throw new SettingsException(
                "DavidBert__Access__KeyHashes",
                "an entry is not a SHA-256 of 64 hexadecimal digits. Make one with: printf %s \"$KEY\" | sha256sum");
    }
}

/// <summary>Marks a route that may ask for a key and counts against the client's rate.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class GuardedAttribute : Attribute
{
    public static GuardedAttribute Instance { get; } = new();
}

/// <summary>Lets a guarded request pass if it holds a key, where one is asked for.</summary>
internal sealed class KeyGate(AccessPolicy policy)
{
    public Task InvokeAsync(HttpContext context, RequestDelegate next) =>
        policy.AsksForKey
        && context.GetEndpoint()?.Metadata.GetMetadata<GuardedAttribute>() is not null
        && policy.Find(context.Request.Headers[AccessPolicy.Header]) is null
            ? throw Refusal.NoKey
            : next(context);
}

/// <summary>Warns at the start where nobody can call, because a key is asked for and none is set.</summary>
internal sealed partial class NoKeyWarning(AccessPolicy policy, ILogger<NoKeyWarning> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (policy.HasNoKey)
        {
            NobodyIsLetIn(logger);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(EventId = 20, EventName = "DavidBert.NobodyIsLetIn", Level = LogLevel.Warning,
        Message = "A key is asked for, but DavidBert__Access__KeyHashes is empty: every prediction is refused. "
            + "Set it to the SHA-256 of a key, or set DavidBert__Access__Mode to open.")]
    private static partial void NobodyIsLetIn(ILogger logger);
}
