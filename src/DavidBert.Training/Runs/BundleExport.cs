using System.Text.Json;
using System.Text.Json.Nodes;
using DavidBert.Bundles;
using DavidBert.Glossaries;
using DavidBert.Training.Checkpoints;
using DavidBert.Training.Data;
using DavidBert.Training.Export;
using DavidBert.Training.Export.Onnx;
using DavidBert.Training.Glossaries;
using DavidBert.Training.Learning;
using DavidBert.Training.Measuring;
using DavidBert.Training.Modeling;

namespace DavidBert.Training.Runs;

/// <summary>Makes a bundle of what a training has left.</summary>
internal static class BundleExport
{
    /// <summary>Writes a bundle into <paramref name="bundle"/>; files of an earlier one are replaced.</summary>
    /// <param name="run">The finished training.</param>
    /// <param name="bundle">The folder of the bundle.</param>
    /// <param name="form">Which of its models.</param>
    /// <param name="identity">What the bundle is called.</param>
    /// <param name="calibration">What its scores mean.</param>
    /// <param name="metrics">Its figures; null for none.</param>
    /// <param name="taught">The rows that its answers are counted in; null for what the training has counted.</param>
    /// <param name="own">Terms of one's own for its glossary; null for none.</param>
    /// <exception cref="InvalidDataException">
    /// The run is not whole, was not trained for this form, or reads no definitions.
    /// </exception>
    public static void Write(
        RunFolder run, string bundle, BundleForm form, ModelIdentity identity, Calibration calibration,
        JsonNode? metrics, IReadOnlyList<LabelledPhrase>? taught = null, GlossaryTable? own = null)
    {
        if (own is not null && !run.ReadsDefinitions)
        {
            throw new InvalidDataException(
                $"'{run.Root}' was trained without a glossary, so that its model reads no definitions.");
        }

        var manifest = run.ReadManifest();
        var weights = ReadWeights(run, manifest, form);
        var maxLength = manifest.Options.MaxLength;
        var graph = form switch
        {
            BundleForm.Int8 => WordGraph.Quantized(weights, maxLength),
            BundleForm.OwnFloat or BundleForm.BestFloat => WordGraph.Float(weights, maxLength),
        };
        var described = Describe(manifest, weights.Config, form, identity) with
        {
            Segments = run.ReadsDefinitions ? 2 : 1,
            Temperature = calibration.Scores.Temperature,
            ScoreSlope = calibration.Scores.Slope,
            ScoreOffset = calibration.Scores.Offset,
            ConfidentAt = calibration.ConfidentAt,
            NothingAt = calibration.NothingAt,
            Metrics = metrics?.DeepClone(),
        };
        WriteReading(bundle, run.Glossary, run.KnownWords, own, []);
        Write(bundle, run.Vocabulary, WordsOf(run, described.ListsAnswers, taught), graph, described);
        TrainedPhrases.Read(run.Root)?.Write(bundle);
    }

    private static IReadOnlyList<string> WordsOf(RunFolder run, bool isList, IReadOnlyList<LabelledPhrase>? taught)
    {
        if (taught is null || !isList)
        {
            return File.ReadAllLines(run.Words);
        }

        var words = AnswerVocabulary.Load(run.Words, isList);
        return AnswerSlots.Counted([.. Enumerable.Range(0, words.Count).Select(i => words[i])], taught);
    }

    /// <summary>Writes what helps to read phrases: the glossary, and the words that are no typing errors.</summary>
    /// <param name="bundle">The folder of the bundle; it is made.</param>
    /// <param name="glossary">The glossary to copy; null or missing for none.</param>
    /// <param name="known">The known words to copy; null or missing for none.</param>
    /// <param name="own">Definitions that go before those of the glossary; null for none.</param>
    /// <param name="phrases">Phrases whose words are known too.</param>
    public static void WriteReading(
        string bundle, string? glossary, string? known, GlossaryTable? own, IEnumerable<string> phrases)
    {
        Directory.CreateDirectory(bundle);
        var (to, terms) = (Path.Combine(bundle, Bundle.GlossaryFile), own?.Definitions.Keys ?? []);
        if (own is not null)
        {
            var lines = GlossaryBuilder.Merged(File.Exists(glossary) ? glossary : null, own);
            File.WriteAllText(to, string.Concat(lines.Select(line => line + "\n")));
        }
        else if (File.Exists(glossary))
        {
            File.Copy(glossary, to, overwrite: true);
        }

        if (File.Exists(known))
        {
            var words = File.ReadLines(known).Concat(KnownWordList.Of([], phrases, terms))
                .Distinct(StringComparer.Ordinal);
            File.WriteAllText(
                Path.Combine(bundle, Bundle.KnownWordsFile), string.Concat(words.Select(word => word + "\n")));
        }
    }

    /// <summary>Writes a bundle of a model as it was trained, in the form that the manifest tells.</summary>
    public static void Write(
        string bundle, string vocabulary, IReadOnlyList<string> words, WordModel model, ModelManifest manifest)
    {
        var isQuantized = manifest.Quantization is not "none";
        var weights = new ModelWeights(
            model.Config, model.Pooling, model.HeadKind, ParameterExchange.Read(model),
            isQuantized ? model.Quantization.Ranges : null)
        {
            ReadsPairs = manifest.Segments > 1,
        };
        var graph = isQuantized
            ? WordGraph.Quantized(weights, manifest.MaxLength)
            : WordGraph.Float(weights, manifest.MaxLength);
        Write(bundle, vocabulary, words, graph, manifest);
    }

    /// <summary>The dimensions of an encoder as a manifest names them.</summary>
    public static ModelDimensions DimensionsOf(BertConfig config) => new(
        config.NumHiddenLayers, config.HiddenSize, config.NumAttentionHeads, config.IntermediateSize,
        config.VocabSize);

    private static void Write(
        string bundle, string vocabulary, IReadOnlyList<string> words, ModelProto graph, ModelManifest manifest)
    {
        Directory.CreateDirectory(bundle);
        File.WriteAllBytes(Path.Combine(bundle, Bundle.VocabularyFile), File.ReadAllBytes(vocabulary));
        File.WriteAllText(Path.Combine(bundle, Bundle.WordsFile), string.Join('\n', words) + "\n");
        OnnxFile.Write(graph, Path.Combine(bundle, Bundle.ModelFile));
        BundleWriter.Write(bundle, manifest);
    }

    private static ModelWeights ReadWeights(RunFolder run, RunManifest manifest, BundleForm form)
    {
        var tensors = WeightsFile.Read(form switch
        {
            BundleForm.Int8 or BundleForm.OwnFloat => run.Weights,
            BundleForm.BestFloat => run.FloatWeights,
        });
        return new ModelWeights(
            BertConfig.Load(run.Config), manifest.Options.Pooling, manifest.Options.Head, tensors,
            manifest.Ranges.Count > 0 ? manifest.Ranges : null)
        {
            ReadsPairs = run.ReadsDefinitions,
        };
    }

    private static ModelManifest Describe(
        RunManifest run,
        BertConfig config,
        BundleForm form,
        ModelIdentity identity) => new()
        {
            Format = ModelManifest.CurrentFormat,
            Name = identity.Name,
            Version = identity.Version,
            Base = run.Base,
            Dimensions = DimensionsOf(config),
            Pooling = ChoiceNames.NameOf(run.Options.Pooling),
            Head = ChoiceNames.NameOf(run.Options.Head),
            Quantization = form == BundleForm.Int8
                ? "static, weights 7 bit per row, activations 8 bit per tensor"
                : "none",
            MaxLength = run.Options.MaxLength,
            Data = JsonSerializer.SerializeToNode(run.Data, RunJson.Options),
        };
}

/// <summary>Which of a run's models is exported, and how.</summary>
internal enum BundleForm
{
    /// <summary>The quantized graph of the weights at the end.</summary>
    Int8,

    /// <summary>The float32 graph of the same weights: the quantized one without its quantizers.</summary>
    OwnFloat,

    /// <summary>The float32 graph of the weights before quantization was simulated.</summary>
    BestFloat,
}
