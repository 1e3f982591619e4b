using System.Text.Json;
using System.Text.Json.Nodes;
using DavidBert.Bundles;
using DavidBert.Training.Data;
using DavidBert.Training.Learning;
using DavidBert.Training.Measuring;
using DavidBert.Training.Modeling;
using DavidBert.Training.Quantization;

namespace DavidBert.Training.Runs;

/// <summary>
/// Makes two bundles by one recipe: one trained on the train rows, from which every published figure comes, and the
/// default one, trained on all rows from the weights of the first, for which nothing is left to calibrate on: it takes
/// over what the first one was given. Both read definitions and learn what larger models answer. A training that has
/// ended is not repeated; an interrupted one goes on.
/// </summary>
internal sealed class DefaultRecipe(
    DefaultPaths paths,
    BaseModelInfo baseInfo,
    string version,
    ProductPrecision products,
    ITrainingObserver observer,
    TextWriter notes)
{
    private const string Name = "attributes";

    /// <summary>How the split bundle is trained.</summary>
    private static readonly TrainingOptions Split = new()
    {
        Pooling = Pooling.Mean,
        Head = HeadKind.Answers,
        BatchSize = 128,
        HeadEpochs = 1,
        Epochs = 6,
        EncoderRate = 2e-4,
        HeadRate = 1.2e-3,
        QuantizationEpochs = 2,
        QuantizationEncoderRate = 1e-4,
        QuantizationHeadRate = 5e-4,
        Distillation = 0.5,
        WordShare = 0.65,
        Definitions = 0.5,
        Unlabelled = 0.25,
        Unanswerable = 0.02,
        Augmentation = new AugmentationOptions { TypingErrors = 0.06 },
    };

    /// <summary>The published one starts from it and sees all rows until it knows them.</summary>
    private static readonly TrainingOptions Published = Split with
    {
        HeadEpochs = 0,
        EncoderRate = 1.5e-4,
        Unlabelled = 0.14,
        QuantizationEpochs = 3,
    };

    /// <summary>Trains what is missing, exports, measures and writes the default bundle.</summary>
    /// <exception cref="InvalidDataException">
    /// The quantized model is not good enough; the default bundle is left as it was.
    /// </exception>
    public DefaultFigures Execute(CancellationToken cancellation)
    {
        var splitRun = paths.SplitRun
            ?? Train("split", allRows: false, Split with { Products = products }, start: null, cancellation);
        var rows = Lexicon.Read(paths.Data).Rows;
        var split = DataSplit.Of(rows, Split.Seed);
        Export(splitRun, paths.Split, BundleForm.Int8, Calibration.None, metrics: null);
        var calibration = CalibrationTrial.Of(
            paths.Split, split.Dev, NothingLine.OfDev(NothingLine.Beside(paths.Data))).Chosen;
        Export(splitRun, paths.Split, BundleForm.Int8, calibration, metrics: null);
        Export(splitRun, paths.OwnFloat, BundleForm.OwnFloat, calibration, metrics: null);
        Export(splitRun, paths.BestFloat, BundleForm.BestFloat, calibration, metrics: null);
        var figures = DefaultFigures.Measure(paths, split, calibration);
        Export(splitRun, paths.Split, BundleForm.Int8, calibration, figures.ToJson(), split.Train);
        var failings = figures.Failings();
        if (failings.Count > 0)
        {
            throw new InvalidDataException($"The quantized model is not published: {string.Join("; ", failings)}.");
        }

        var run = paths.PublishedRun
            ?? Train(Name, allRows: true, Published with { Products = products }, splitRun, cancellation);
        Export(
            run, paths.Bundle, BundleForm.Int8, calibration, figures.ToJson(), DataSplit.AllToTrain(rows).Train);
        return figures;
    }

    private RunFolder Train(
        string name, bool allRows, TrainingOptions options, RunFolder? start, CancellationToken cancellation)
    {
        var folder = new RunFolder(Path.Combine(paths.Artifacts, "runs", name));
        using var run = new TrainingRun(
            new RunRequest(Name, paths.Data, paths.Base, baseInfo, folder, allRows, options)
            {
                Start = start,
                TeacherPath = paths.Beside("teacher.tsv.gz"),
                NothingPath = paths.Beside(NothingLine.FileName),
                GlossaryPath = paths.Beside(Bundle.GlossaryFile),
            },
            notes);
        if (!run.IsDone)
        {
            run.Execute(observer, cancellation);
        }

        return folder;
    }

    private void Export(
        RunFolder run, string bundle, BundleForm form, Calibration calibration, JsonNode? metrics,
        IReadOnlyList<LabelledPhrase>? taught = null) =>
        BundleExport.Write(run, bundle, form, new ModelIdentity(Name, version), calibration, metrics, taught);
}

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

    /// <summary>
    /// Measures the three split bundles, which carry <paramref name="calibration"/>, on the rows of dev and test.
    /// </summary>
    public static DefaultFigures Measure(DefaultPaths paths, DataSplit split, Calibration calibration)
    {
        (string Name, IReadOnlyList<LabelledPhrase> Rows)[] parts = [("dev", split.Dev), ("test", split.Test)];
        var rows = parts.SelectMany(p => p.Rows).ToArray();
        string[] bundles = [paths.Split, paths.OwnFloat, paths.BestFloat];
        var answers = bundles.Select(bundle => BundleAnswers.Of(bundle, rows)).ToArray();
        return new DefaultFigures(
            OfParts(answers[0], Evaluate), OfParts(answers[1], Evaluate), OfParts(answers[2], Evaluate),
            OfParts(answers[0], (part, all) => ConfidenceFigures.Of(ScoredRow.Of(part, all), calibration.ConfidentAt)),
            calibration, Agreement.Of(answers[1], answers[0]),
            new FileInfo(Path.Combine(paths.Split, Bundle.ModelFile)).Length);

        static Evaluation Evaluate(
            IReadOnlyList<LabelledPhrase> rows, IReadOnlyList<IReadOnlyList<ScoredWord>> answers) =>
            Evaluation.Of(rows, answers);

        Dictionary<string, T> OfParts<T>(
            IReadOnlyList<IReadOnlyList<ScoredWord>> all,
            Func<IReadOnlyList<LabelledPhrase>, IReadOnlyList<IReadOnlyList<ScoredWord>>, T> measure)
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
            failings.Add(
                $"int8 is {100 * lost:F2} points below float on dev and test; "
                + $"at most {100 * MostAccuracyLost:F1} are accepted");
        }

        if (Agreement.SameWhereSure < LeastAgreement)
        {
            failings.Add(
                $"int8 agrees with its own float graph in {Agreement.SameWhereSure:P1} of the rows scored "
                + $"{Agreement.Sure} or more; "
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

    /// <summary>
    /// The accuracy on all parts together: on one alone half a point is less than the error of sampling.
    /// </summary>
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

/// <summary>Where the default recipe reads and writes.</summary>
/// <param name="Data">The lexicon.</param>
/// <param name="Base">The folder of the base checkpoint.</param>
/// <param name="Artifacts">The folder for runs and for the bundles that are not published.</param>
/// <param name="Bundle">The folder of the default bundle.</param>
internal sealed record DefaultPaths(string Data, string Base, string Artifacts, string Bundle)
{
    /// <summary>An ended training on the train rows, to be used instead of training; null to train.</summary>
    public RunFolder? SplitRun { get; init; }

    /// <summary>The same for the model of all rows.</summary>
    public RunFolder? PublishedRun { get; init; }

    /// <summary>A file beside the lexicon.</summary>
    public string Beside(string name) => Path.Combine(Path.GetDirectoryName(Data)!, name);

    /// <summary>The bundle that the figures are of.</summary>
    public string Split => Path.Combine(Artifacts, "split");

    /// <summary>Its float32 graph: the same weights without the quantizers.</summary>
    public string OwnFloat => Path.Combine(Artifacts, "split-own-float");

    /// <summary>The float32 graph of the weights before quantization was simulated.</summary>
    public string BestFloat => Path.Combine(Artifacts, "split-best-float");
}
