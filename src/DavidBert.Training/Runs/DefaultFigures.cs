using System.Text.Json;
using System.Text.Json.Nodes;
using DavidBert.Bundles;
using DavidBert.Training.Data;
using DavidBert.Training.Learning;
using DavidBert.Training.Measuring;
using DavidBert.Training.Reports;

namespace DavidBert.Training.Runs;

/// <summary>What the split bundle is worth, and whether its quantization may be published.</summary>
/// <param name="Int8">The quantized bundle on each part.</param>
/// <param name="OwnFloat">The same weights without the quantizers.</param>
/// <param name="BestFloat">The weights before quantization was simulated.</param>
/// <param name="Confidence">What the scores of the quantized bundle are worth on each part.</param>
/// <param name="Calibration">What was chosen for it on dev.</param>
/// <param name="Agreement">The quantized bundle against <paramref name="OwnFloat"/>.</param>
/// <param name="Bytes">The size of the quantized <c>model.onnx</c>.</param>
internal sealed record DefaultFigures(
    IReadOnlyDictionary<string, Evaluation> Int8,
    IReadOnlyDictionary<string, Evaluation> OwnFloat,
    IReadOnlyDictionary<string, Evaluation> BestFloat,
    IReadOnlyDictionary<string, ConfidenceFigures> Confidence,
    Calibration Calibration,
    Agreement Agreement,
    long Bytes)
{
    private const double MostAccuracyLost = 0.005;
    private const double LeastAgreement = 0.97;
    private const long MostBytes = 36_000_000;

    /// <summary>Measures the three split bundles, which carry <paramref name="calibration"/>, on the rows of dev and test.</summary>
    public static DefaultFigures Measure(DefaultPaths paths, DataSplit split, Calibration calibration)
    {
        (string Name, IReadOnlyList<LabelledPhrase> Rows)[] parts = [("dev", split.Dev), ("test", split.Test)];
        var rows = parts.SelectMany(p => p.Rows).ToArray();
        string[] bundles = [paths.Split, paths.OwnFloat, paths.BestFloat];
        var answers = bundles.Select(bundle => BundleAnswers.Of(bundle, rows)).ToArray();
        return new DefaultFigures(
            OfParts(answers[0], Evaluate), OfParts(answers[1], Evaluate), OfParts(answers[2], Evaluate),
            OfParts(answers[0], (part, all) => ConfidenceFigures.Of(ScoredRow.Of(part, all), calibration.ConfidentAt)),
            calibration, Agreement.Of(answers[1], answers[0]), new FileInfo(Path.Combine(paths.Split, Bundle.ModelFile)).Length);

        static Evaluation Evaluate(IReadOnlyList<LabelledPhrase> rows, IReadOnlyList<IReadOnlyList<RankedWord>> answers) =>
            Evaluation.Of(rows, answers);

        Dictionary<string, T> OfParts<T>(
            IReadOnlyList<IReadOnlyList<RankedWord>> all,
            Func<IReadOnlyList<LabelledPhrase>, IReadOnlyList<IReadOnlyList<RankedWord>>, T> measure)
        {
            var first = 0;
            var measured = new Dictionary<string, T>(StringComparer.Ordinal);
            foreach (var (name, part) in parts)
            {
                measured[name] = measure(part, [.. all.Skip(first).Take(part.Count)]);
                first += part.Count;
            }

            return measured;
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
        ["confidence"] = JsonSerializer.SerializeToNode(Confidence, RunJson.Options),
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
