using System.Text.Json;
using System.Text.Json.Nodes;
using DavidBert.Training.Data;
using DavidBert.Training.Learning;
using DavidBert.Training.Reports;

namespace DavidBert.Training.Runs;

/// <summary>What the split bundle is worth, and whether its quantization may be published.</summary>
/// <param name="Int8">The quantized bundle on each part.</param>
/// <param name="OwnFloat">The same weights without the quantizers.</param>
/// <param name="BestFloat">The weights before quantization was simulated.</param>
/// <param name="Agreement">The quantized bundle against <paramref name="OwnFloat"/>.</param>
/// <param name="Bytes">The size of the quantized <c>model.onnx</c>.</param>
internal sealed record DefaultFigures(
    IReadOnlyDictionary<string, Evaluation> Int8,
    IReadOnlyDictionary<string, Evaluation> OwnFloat,
    IReadOnlyDictionary<string, Evaluation> BestFloat,
    Agreement Agreement,
    long Bytes)
{
    private const double MostAccuracyLost = 0.005;
    private const double LeastAgreement = 0.97;
    private const long MostBytes = 36_000_000;

    /// <summary>Measures the three bundles on the rows of dev and test.</summary>
    public static DefaultFigures Measure(string int8, string ownFloat, string bestFloat, DataSplit split)
    {
        (string Name, IReadOnlyList<LabelledPhrase> Rows)[] parts = [("dev", split.Dev), ("test", split.Test)];
        var rows = parts.SelectMany(p => p.Rows).ToArray();
        var answers = new[] { int8, ownFloat, bestFloat }.Select(bundle => BundleEvaluation.Answers(bundle, rows)).ToArray();
        return new DefaultFigures(
            Evaluate(answers[0]), Evaluate(answers[1]), Evaluate(answers[2]), Agreement.Of(answers[1], answers[0]),
            new FileInfo(Path.Combine(int8, "model.onnx")).Length);

        Dictionary<string, Evaluation> Evaluate(IReadOnlyList<IReadOnlyList<RankedWord>> all)
        {
            var first = 0;
            var evaluations = new Dictionary<string, Evaluation>(StringComparer.Ordinal);
            foreach (var (name, part) in parts)
            {
                evaluations[name] = Evaluation.Of(part, [.. all.Skip(first).Take(part.Count)]);
                first += part.Count;
            }

            return evaluations;
        }
    }

    /// <summary>What keeps the bundle from being published; empty when nothing does.</summary>
    public IReadOnlyList<string> Failings()
    {
        var failings = new List<string>();
        var lost = Top1(BestFloat) - Top1(Int8);
        if (lost > MostAccuracyLost)
        {
            failings.Add($"int8 is {100 * lost:F2} points below float on dev and test; at most {100 * MostAccuracyLost:F1} are accepted");
        }

        if (Agreement.SameWhereSure < LeastAgreement)
        {
            failings.Add(
                $"int8 agrees with its own float graph in {Agreement.SameWhereSure:P1} of the rows scored {Agreement.Sure} or more; "
                + $"at least {LeastAgreement:P0} is expected");
        }

        if (Bytes > MostBytes)
        {
            failings.Add($"model.onnx has {Bytes:N0} bytes; at most {MostBytes:N0} are accepted");
        }

        return failings;
    }

    /// <summary>The figures as <c>model.json</c> carries them.</summary>
    public JsonNode ToJson() => new JsonObject
    {
        ["of"] = "the split bundle: the same recipe, trained on the rows marked train alone",
        ["int8"] = Json(Int8),
        ["own_float"] = Json(OwnFloat),
        ["float"] = Json(BestFloat),
        ["agreement"] = JsonSerializer.SerializeToNode(Agreement, RunJson.Options),
    };

    /// <summary>The accuracy on all parts together: on one alone half a point is less than the error of sampling.</summary>
    private static double Top1(IReadOnlyDictionary<string, Evaluation> parts) =>
        (double)parts.Values.Sum(p => p.Overall.RightFirst) / parts.Values.Sum(p => p.Overall.Count);

    private static JsonObject Json(IReadOnlyDictionary<string, Evaluation> parts) => new(parts.Select(part =>
        KeyValuePair.Create<string, JsonNode?>(part.Key, new JsonObject(
            part.Value.ByKind.Select(kind => Figures(kind.Key == PhraseKind.Word ? "words" : "phrases", kind.Value))
                .Append(Figures("all", part.Value.Overall))))));

    private static KeyValuePair<string, JsonNode?> Figures(string name, Accuracy accuracy) => new(name, new JsonObject
    {
        ["rows"] = accuracy.Count,
        ["top_1"] = Math.Round(accuracy.Top1, 4),
        ["top_5"] = Math.Round(accuracy.Top5, 4),
    });
}
