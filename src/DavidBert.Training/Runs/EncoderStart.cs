using DavidBert.Bundles;
using DavidBert.Glossaries;
using DavidBert.Tokenization;
using DavidBert.Training.Checkpoints;
using DavidBert.Training.Data;
using DavidBert.Training.Export;
using DavidBert.Training.Hub;
using DavidBert.Training.Learning;
using DavidBert.Training.Modeling;
using static TorchSharp.torch;

namespace DavidBert.Training.Runs;

/// <summary>An encoder that a training of answers of one's own may start from, and how it reads.</summary>
/// <param name="Name">What it is called in a report.</param>
/// <param name="Base">The base checkpoint that it is, or comes from.</param>
/// <param name="Config">The dimensions.</param>
/// <param name="Pooling">How its output becomes one vector.</param>
/// <param name="Vocabulary">The file of the tokenizer's vocabulary.</param>
/// <param name="MaxLength">The longest sequence in word pieces.</param>
internal sealed record EncoderStart(
    string Name, BaseModelInfo Base, BertConfig Config, Pooling Pooling, string Vocabulary, int MaxLength)
    : IDisposable
{
    /// <summary>Sets the parameters of its encoder.</summary>
    public required Action<WordModel> Load { get; init; }

    private GlossaryFile? Glossary { get; init; }

    /// <summary>Cuts phrases into pieces.</summary>
    public required PhraseTokenizer Tokenizer { get; init; }

    /// <summary>Definitions of the user's own, which are looked up first; null for none.</summary>
    public GlossaryTable? OwnDefinitions { get; init; }

    /// <summary>Whether it can read a definition as a second segment.</summary>
    public bool ReadsPairs => Config.TypeVocabSize > 1;

    /// <summary>Whether definitions are read beside phrases.</summary>
    public bool ReadsDefinitions => ReadsPairs && (Glossary is not null || OwnDefinitions is not null);

    /// <summary>Reads phrases, and their definitions where there are some.</summary>
    public PhraseEncoder Encoder => new(
        Tokenizer, MaxLength, ReadsPairs ? DefinitionLookup.Among(Tokenizer, OwnDefinitions, Glossary) : null);

    /// <summary>The encoder of a bundle, its weights turned back into floats.</summary>
    /// <exception cref="InvalidDataException">The graph of the bundle is of another program.</exception>
    public static EncoderStart OfBundle(Bundle bundle)
    {
        var weights = BundleWeights.Read(bundle);
        var encoder = weights.Tensors.Where(tensor => !BaseWeights.IsOfHead(tensor.Key))
            .ToDictionary(tensor => tensor.Key, tensor => tensor.Value, StringComparer.Ordinal);
        return new EncoderStart(
            $"{bundle.Manifest.Name} {bundle.Manifest.Version}", bundle.Manifest.Base, weights.Config, weights.Pooling,
            Path.Combine(bundle.Folder, Bundle.VocabularyFile), bundle.Manifest.MaxLength)
        {
            Load = model => ParameterExchange.Write(model, encoder),
            Tokenizer = bundle.Tokenizer,
            Glossary = bundle.GlossaryPath is { } path ? GlossaryFile.Open(path) : null,
        };
    }

    /// <summary>The encoder of a base checkpoint, whose vectors are the means of its hidden states.</summary>
    /// <exception cref="InvalidDataException">It cannot be used, or tells upper case from lower.</exception>
    public static EncoderStart OfCheckpoint(BaseModel found, GlossaryFile? glossary = null)
    {
        var options = TrainingOptions.ForFewRows;
        var vocabulary = Path.Combine(found.Folder, Bundle.VocabularyFile);
        LetterCase.RequireUncased(found.Folder, File.ReadAllLines(vocabulary));
        using var checkpoint = Checkpoint.Open(found.Folder);
        return new EncoderStart(
            found.Name, found.Info, checkpoint.Config, options.Pooling, vocabulary, options.MaxLength)
        {
            Load = model =>
            {
                using var weights = Checkpoint.Open(found.Folder);
                BaseWeights.Load(model, weights);
            },
            Tokenizer = PhraseTokenizer.Load(vocabulary),
            Glossary = glossary,
        };
    }

    /// <summary>A model with this encoder and a fresh head of the answers.</summary>
    public WordModel NewModel(AnswerSlots slots, int seed)
    {
        manual_seed(seed);
        var model = new WordModel(
            Config, Pooling, HeadKind.Answers, new AnswerVocabulary(slots.Words, isList: true),
            [.. Enumerable.Range(0, slots.Words.Count)]);
        Load(model);
        return model;
    }

    /// <inheritdoc />
    public void Dispose() => Glossary?.Dispose();
}
