namespace DavidBert.Serving.Access;

/// <summary>How often one client may call, on each instance of the service: the settings <c>DavidBert__RateLimit__*</c>.</summary>
public sealed record RateLimitOptions
{
    /// <summary>Requests a minute that a client may make in the long run; 0 for any number.</summary>
    public int PerMinute { get; init; } = 600;

    /// <summary>Requests that a client may make at once after a pause, at least 1.</summary>
    public int Burst { get; init; } = 120;
}
