namespace DavidBert.Serving.Http;

/// <summary>How much one request may ask for: the settings <c>DavidBert__Limits__*</c>.</summary>
public sealed record LimitOptions
{
    /// <summary>The most bytes of a request's body, at least 1; by default 1 MiB.</summary>
    public int BodyBytes { get; init; } = 1 << 20;

    /// <summary>The most entries of <c>texts</c>, at least 1.</summary>
    public int Texts { get; init; } = 1_000;

    /// <summary>The most characters (UTF-16 units) of one text, at least 1.</summary>
    public int Characters { get; init; } = 10_000;
}
