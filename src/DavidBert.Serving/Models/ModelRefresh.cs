using System.Text.Json.Serialization;

namespace DavidBert.Serving.Models;

/// <summary>What an attempt to load or to look for a newer version did.</summary>
/// <param name="Outcome">What came of it.</param>
/// <param name="At">When it ended.</param>
public sealed record ModelRefresh(ModelRefreshOutcome Outcome, DateTimeOffset At)
{
    /// <summary>The version that was looked at; null where not even that is known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Version { get; init; }

    /// <summary>What failed and what to do, without secrets; null where nothing did.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Error { get; init; }

    /// <summary>When the next attempt comes; null where none is planned.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? NextAt { get; init; }
}
