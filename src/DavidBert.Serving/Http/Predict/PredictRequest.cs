using System.Text.Json.Serialization;

namespace DavidBert.Serving.Http.Predict;

/// <summary>What is asked: either <c>text</c> or <c>texts</c>.</summary>
public sealed record PredictRequest
{
    /// <summary>One phrase.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Text { get; init; }

    /// <summary>Several phrases.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Texts { get; init; }

    /// <summary>How many words to give for each, best first, 1 to 100.</summary>
    public int TopK { get; init; } = 1;
}
