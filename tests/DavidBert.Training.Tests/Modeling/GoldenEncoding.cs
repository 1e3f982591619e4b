using System.IO.Compression;
using System.Text.Json;
using DavidBert.Training.Modeling;

namespace DavidBert.Training.Tests.Modeling;

/// <summary>A line of <c>tests/golden/encoder.jsonl.gz</c>: a phrase through the base checkpoint.</summary>
internal sealed record GoldenEncoding(
    string Text,
    long[] InputIds,
    float[] PoolerOutput,
    float[] FirstToken,
    float[] Mean)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    public static IReadOnlyList<GoldenEncoding> Read()
    {
        using var reader = new StreamReader(
            new GZipStream(File.OpenRead(Repository.Golden("encoder.jsonl.gz")), CompressionMode.Decompress));
        var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. lines.Select(line => JsonSerializer.Deserialize<GoldenEncoding>(line, Json)!)];
    }

    public float[] Pooled(Pooling pooling) => pooling switch
    {
        Pooling.Pooler => PoolerOutput,
        Pooling.FirstToken => FirstToken,
        _ => Mean,
    };
}
