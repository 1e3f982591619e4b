using System.Text.Json.Serialization;

namespace DavidBert.Serving.Http;

/// <summary>That the service lives, or is ready to answer.</summary>
/// <param name="Status"><c>live</c> or <c>ready</c>.</param>
public sealed record HealthResponse(string Status)
{
    /// <summary>The model that answers, where it is ready.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ModelReference? Model { get; init; }
}
