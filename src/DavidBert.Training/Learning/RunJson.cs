using System.Text.Json;
using System.Text.Json.Serialization;

namespace DavidBert.Training.Learning;

/// <summary>How a run's files are written as JSON.</summary>
internal static class RunJson
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        WriteIndented = true,
    };
}
