namespace DavidBert.Testing.Http;

/// <summary>Starts the service under one of its hosts. What a contract asserts holds under each of them.</summary>
public interface IServiceLauncher
{
    /// <summary>Starts it, or gives a running one that was started alike.</summary>
    Task<IRunningService> StartAsync(ServiceSetup setup);
}

/// <summary>A service that answers on a real socket.</summary>
public interface IRunningService : IAsyncDisposable
{
    /// <summary>A client whose base address is the service.</summary>
    HttpClient Client { get; }

    /// <summary>What it logged of failures, for the message of an assertion.</summary>
    string Log { get; }
}

/// <summary>What a service is started with.</summary>
public sealed record ServiceSetup
{
    /// <summary>
    /// Its settings by their names, such as <c>DavidBert:Access:Mode</c>; the rate of a client is unlimited by default.
    /// </summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; }
        = new Dictionary<string, string?>(StringComparer.Ordinal);

    /// <summary>Whether a model answers from the start; otherwise loading it never ends.</summary>
    public bool WithModel { get; init; } = true;

    /// <summary>The score from which its model is confident; null for a model that does not tell.</summary>
    public double? ConfidentAt { get; init; }

    /// <summary>The settings, with those that hold where none are given.</summary>
    public IDictionary<string, string?> AllSettings() => new Dictionary<string, string?>(
        Settings,
        StringComparer.Ordinal)
    {
        ["DavidBert:RateLimit:PerMinute"] = Settings.GetValueOrDefault("DavidBert:RateLimit:PerMinute") ?? "0",
    };
}
