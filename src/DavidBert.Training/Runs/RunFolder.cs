using System.Text.Json;
using DavidBert.Bundles;
using DavidBert.Files;
using DavidBert.Glossaries;
using DavidBert.Training.Checkpoints;
using DavidBert.Training.Glossaries;
using DavidBert.Training.Learning;
using DavidBert.Training.Measuring;
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

    /// <summary>Whether the model has learned to read definitions.</summary>
    public bool ReadsDefinitions => File.Exists(Glossary);

    /// <summary>The words that are no typing errors, where the training had a glossary.</summary>
    public string KnownWords => Path.Combine(Root, Bundle.KnownWordsFile);

    /// <summary>The curves of loss and accuracy.</summary>
    public string Curves => Path.Combine(Root, "curves.png");

    /// <summary>The report to read.</summary>
    public string Report => Path.Combine(Root, "report.md");

    /// <summary>The checkpoint of a training that has not ended.</summary>
    public string Checkpoint => Path.Combine(Root, "checkpoint");

    /// <summary>The checkpoints of the folds that choose between settings.</summary>
    public string Folds => Path.Combine(Root, "folds");

    /// <summary>Reads <c>run.json</c>.</summary>
    /// <exception cref="InvalidDataException">There is none, or it cannot be read.</exception>
    public RunManifest ReadManifest()
    {
        if (!File.Exists(Manifest))
        {
            throw new InvalidDataException(
                $"'{Root}' holds no finished training ('run.json' is not there). Make one with 'davidbert-train "
                + $"train'.");
        }

        try
        {
            return JsonSerializer.Deserialize<RunManifest>(File.ReadAllText(Manifest), RunJson.Options)
                ?? throw new JsonException("it holds null");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"'{Manifest}' cannot be read: {e.Message} Train again.", e);
        }
    }

    /// <summary>Writes <c>run.json</c>: from then on the training counts as finished.</summary>
    public void Write(RunManifest manifest) =>
        WholeFile.Write(Manifest, [.. JsonSerializer.SerializeToUtf8Bytes(manifest, RunJson.Options), (byte)'\n']);

    /// <summary>Writes what the tokenizer reads and what the output indexes are called; makes the folder.</summary>
    public void WriteVocabulary(string vocabulary, IEnumerable<string> words)
    {
        Directory.CreateDirectory(Root);
        File.WriteAllBytes(Vocabulary, File.ReadAllBytes(vocabulary));
        File.WriteAllText(Words, string.Join('\n', words) + "\n");
    }

    /// <summary>
    /// Writes the glossary, and the words that are known: those of the vocabulary, of the phrases and of the glossary.
    /// </summary>
    /// <param name="glossary">The file of a glossary; null for none.</param>
    /// <param name="own">Definitions that go before those of the file; null for none.</param>
    /// <param name="phrases">The phrases that are learned.</param>
    public void WriteGlossary(string? glossary, GlossaryTable? own, IEnumerable<string> phrases)
    {
        File.WriteAllText(Glossary, string.Concat(GlossaryBuilder.Merged(glossary, own).Select(line => line + "\n")));
        var known = KnownWordList.Of(File.ReadLines(Vocabulary), phrases, GlossaryFile.TermsOf(Glossary));
        File.WriteAllText(KnownWords, string.Join('\n', known) + "\n");
    }

    /// <summary>Writes a model's parameters.</summary>
    public static void Write(WordModel model, string path) =>
        WeightsFile.Write(path, ParameterExchange.Read(model).Select(tensor => (tensor.Key, tensor.Value)));
}

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
    public required BaseModelInfo Base { get; init; }

    /// <summary>The settings.</summary>
    public required TrainingOptions Options { get; init; }

    /// <summary>The rows.</summary>
    public required DataInfo Data { get; init; }

    /// <summary>The indexes of named slots.</summary>
    public required IReadOnlyList<int> Slots { get; init; }

    /// <summary>The ranges of activations; empty for a model that was trained in float32 only.</summary>
    public required IReadOnlyDictionary<string, ActivationRange> Ranges { get; init; }

    /// <summary>What is right without training; empty where it was not measured.</summary>
    public IReadOnlyList<Baseline> Baselines { get; init; } = [];

    /// <summary>What folds have found of each setting; empty where the settings were given.</summary>
    public IReadOnlyList<FoldScore> Folds { get; init; } = [];

    /// <summary>What the scores mean, by the answers of the folds; null where nothing tells.</summary>
    public Calibration? Calibration { get; init; }

    /// <summary>All epochs.</summary>
    public required TrainingHistory History { get; init; }
}
