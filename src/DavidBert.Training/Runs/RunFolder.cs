using DavidBert.Bundles;
using DavidBert.Training.Checkpoints;
using DavidBert.Training.Learning;
using DavidBert.Training.Modeling;
using DavidBert.Training.Quantization;

namespace DavidBert.Training.Runs;

/// <summary>Where a training leaves what it makes.</summary>
/// <param name="Root">The folder of the run.</param>
internal sealed record RunFolder(string Root)
{
    /// <summary>Settings, data and figures.</summary>
    public string Manifest => Path.Combine(Root, "run.json");

    /// <summary>The dimensions, as Hugging Face names them.</summary>
    public string Config => Path.Combine(Root, "config.json");

    /// <summary>The weights at the end, by Hugging Face's names.</summary>
    public string Weights => Path.Combine(Root, "model.safetensors");

    /// <summary>The weights before quantization was simulated.</summary>
    public string FloatWeights => Path.Combine(Root, "float.safetensors");

    /// <summary>What the tokenizer reads.</summary>
    public string Vocabulary => Path.Combine(Root, "vocab.txt");

    /// <summary>What the output indexes are called.</summary>
    public string Words => Path.Combine(Root, "words.txt");

    /// <summary>The definitions that are read beside phrases, where the training had some.</summary>
    public string Glossary => Path.Combine(Root, Bundle.GlossaryFile);

    /// <summary>The words that are no typing errors, where the bundle is to read such as they are meant.</summary>
    public string KnownWords => Path.Combine(Root, Bundle.KnownWordsFile);

    /// <summary>The curves of loss and accuracy.</summary>
    public string Curves => Path.Combine(Root, "curves.png");

    /// <summary>The report to read.</summary>
    public string Report => Path.Combine(Root, "report.md");

    /// <summary>The checkpoint of a training that has not ended.</summary>
    public string Checkpoint => Path.Combine(Root, "checkpoint");
}

/// <summary>The checkpoint that a model starts from.</summary>
/// <param name="Name">Its name on the hub, or its folder's.</param>
/// <param name="License">Its licence, as far as known.</param>
internal sealed record BaseInfo(string Name, string License);

/// <summary>The rows that a model was trained on.</summary>
/// <param name="Source">The file's name.</param>
/// <param name="Sha256">The digest of the file, lower-case hexadecimal.</param>
/// <param name="Train">Rows learned.</param>
/// <param name="Dev">Rows looked at after each epoch.</param>
/// <param name="Test">Rows kept for the report.</param>
/// <param name="Bad">Rows left out as they could not be read.</param>
internal sealed record DataInfo(string Source, string Sha256, int Train, int Dev, int Test, int Bad);

/// <summary><c>run.json</c>: how a model was trained, on what, and how it does.</summary>
internal sealed record RunManifest
{
    /// <summary>A digest of options and data: two runs of one fingerprint are the same training.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The name of the model.</summary>
    public required string Name { get; init; }

    /// <summary>The base checkpoint.</summary>
    public required BaseInfo Base { get; init; }

    /// <summary>The settings.</summary>
    public required TrainingOptions Options { get; init; }

    /// <summary>The rows.</summary>
    public required DataInfo Data { get; init; }

    /// <summary>The indexes of named slots.</summary>
    public required IReadOnlyList<int> Slots { get; init; }

    /// <summary>The ranges of activations; empty for a model that was trained in float32 only.</summary>
    public required IReadOnlyDictionary<string, ActivationRange> Ranges { get; init; }

    /// <summary>All epochs.</summary>
    public required TrainingHistory History { get; init; }
}

/// <summary>The float32 weights of an ended training.</summary>
internal static class RunWeights
{
    /// <summary>Sets <paramref name="model"/> to the weights that <paramref name="run"/> had before quantization was simulated.</summary>
    /// <exception cref="InvalidDataException">The run's answers or its shape are others than the model's.</exception>
    public static void Load(WordModel model, RunFolder run)
    {
        var manifest = BundleExport.ReadManifest(run);
        if (manifest.Options.Pooling != model.Pooling || manifest.Options.Head != model.HeadKind)
        {
            throw new InvalidDataException(
                $"'{run.Root}' was trained with pooling {manifest.Options.Pooling} and head {manifest.Options.Head}, "
                + $"not with {model.Pooling} and {model.HeadKind}.");
        }

        if (!File.ReadLines(run.Words).SequenceEqual(Enumerable.Range(0, model.Answers.Count).Select(i => model.Answers[i]), StringComparer.Ordinal))
        {
            throw new InvalidDataException($"'{run.Root}' was trained on other answers. Train it again on the same data.");
        }

        ParameterExchange.Write(model, WeightsFile.Read(run.FloatWeights));
    }
}
