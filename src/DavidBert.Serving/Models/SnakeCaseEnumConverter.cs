using System.Text.Json;
using System.Text.Json.Serialization;

namespace DavidBert.Serving.Models;

/// <summary>Writes a value by its name in snake_case.</summary>
internal sealed class SnakeCaseEnumConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower)
    where T : struct, Enum;
