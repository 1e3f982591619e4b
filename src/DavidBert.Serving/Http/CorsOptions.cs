namespace DavidBert.Serving.Http;

/// <summary>Which web pages may call: the settings <c>DavidBert__Cors__*</c>.</summary>
public sealed record CorsOptions
{
    /// <summary>Origins (<c>https://www.example.org</c>) separated by commas, or <c>*</c> for any; null for none.</summary>
    public string? Origins { get; init; }
}
