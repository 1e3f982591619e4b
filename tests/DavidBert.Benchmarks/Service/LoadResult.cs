using System.Text.Json.Serialization;

namespace DavidBert.Benchmarks.Service;

/// <summary>What came of a load: times in milliseconds, the generator's use of the CPU in cores.</summary>
internal sealed record LoadResult(
    int Accepted,
    int Refused,
    int Failed,
    [property: JsonPropertyName("per_second")] double PerSecond,
    [property: JsonPropertyName("offered_per_second")] double OfferedPerSecond,
    [property: JsonPropertyName("p50_ms")] double? P50,
    [property: JsonPropertyName("p99_ms")] double? P99,
    [property: JsonPropertyName("refused_p99_ms")] double? RefusedP99,
    [property: JsonPropertyName("generator_cpu")] double GeneratorCpu);
