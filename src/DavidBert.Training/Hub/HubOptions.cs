namespace DavidBert.Training.Hub;

/// <summary>Where the hub is and who asks.</summary>
public sealed record HubOptions
{
    /// <summary>The hub's address.</summary>
    public Uri Endpoint { get; init; } = new("https://huggingface.co");

    /// <summary>The user's access token, or null. It is sent to the endpoint only, never to where it redirects.</summary>
    public string? Token { get; init; }

    /// <summary>The cache that downloads go to.</summary>
    public HubCache Cache { get; init; } = HubCache.FromEnvironment();

    /// <summary>The wait before the first further attempt of a request that failed; it doubles with each.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a transfer may stand still before it is taken up anew.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The options as the environment gives them: HF_ENDPOINT, HF_TOKEN, and the cache's variables.</summary>
    /// <exception cref="ArgumentException">HF_ENDPOINT is no http or https address.</exception>
    public static HubOptions FromEnvironment() => FromEnvironment(Environment.GetEnvironmentVariable);

    internal static HubOptions FromEnvironment(Func<string, string?> variable)
    {
        var options = new HubOptions
        {
            Cache = HubCache.FromEnvironment(variable),
            Token = variable("HF_TOKEN")?.Trim() is { Length: > 0 } token ? token : null,
        };
        if (variable("HF_ENDPOINT") is not { Length: > 0 } endpoint)
        {
            return options;
        }

        return Uri.TryCreate(endpoint, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? options with { Endpoint = address! }
            : throw new ArgumentException($"HF_ENDPOINT is '{endpoint}'; expected an address like https://huggingface.co.", nameof(variable));
    }
}
