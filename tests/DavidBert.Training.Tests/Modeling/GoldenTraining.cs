using System.Text.Json;

namespace DavidBert.Training.Tests.Modeling;

/// <summary><c>tests/golden/tiny/training.json</c>: what the reference's training loop does on four phrases.</summary>
internal sealed record GoldenTraining(
    string[] Words,
    long[][] InputIds,
    long[][] AttentionMask,
    long[] Labels,
    Dictionary<string, double[]> Loss,
    Dictionary<string, double> GradNormFirstStep,
    Dictionary<string, string[]> ArgmaxWordsAfter)
{
    public static GoldenTraining Read()
    {
        return JsonSerializer.Deserialize<GoldenTraining>(
            File.ReadAllText(Repository.Golden("tiny/training.json")),
            Json)!;
    }

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };
}
