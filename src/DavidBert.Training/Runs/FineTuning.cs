using System.Globalization;
using System.Text.Json;
using DavidBert.Bundles;
using DavidBert.Files;
using DavidBert.Glossaries;
using DavidBert.Training.Data;
using DavidBert.Training.Export;
using DavidBert.Training.Learning;
using DavidBert.Training.Measuring;
using DavidBert.Training.Modeling;
using DavidBert.Training.Quantization;

namespace DavidBert.Training.Runs;

/// <summary>
/// Teaches a bundle further answers, starting from its own weights turned back into floats. Rows of the earlier
/// training are gone over beside the new ones, so that little is forgotten; interrupted, it goes on where it was.
/// </summary>
internal sealed class FineTuning
{
    private const int MeasuredRows = 500;
    private const int RehearsedPerLearned = 3;

    /// <summary>
    /// With fewer steps in float32 new answers are not learned, with many more old ones are forgotten.
    /// </summary>
    private const int UsualSteps = 75;

    private readonly FineTuneRequest request;
    private readonly Bundle bundle;
    private readonly FineTunePairs pairs;
    private readonly IReadOnlyList<LabelledPhrase> learned;
    private readonly IReadOnlyList<LabelledPhrase> heldOut;
    private readonly LabelledPhrase[] rehearsed;
    private readonly LabelledPhrase[] earlier;

    /// <summary>Reads the bundle and the rows.</summary>
    /// <exception cref="BundleException">The bundle cannot be used.</exception>
    /// <exception cref="InvalidDataException">
    /// The output is the bundle itself, or a file has too few rows with an answer.
    /// </exception>
    public FineTuning(FineTuneRequest request)
    {
        this.request = request;
        pairs = FineTunePairs.Read(request);
        (bundle, learned, heldOut) = (pairs.Bundle, pairs.Learned, pairs.HeldOut);
        var old = OldRows();
        rehearsed = old[..Math.Min(learned.Count * RehearsedPerLearned, old.Length / 2)];
        earlier = old[rehearsed.Length..Math.Min(rehearsed.Length + MeasuredRows, old.Length)];
    }

    /// <summary>The user's rows that could not be read.</summary>
    public IReadOnlyList<BadRow> BadRows => pairs.File.BadRows;

    /// <summary>What a trainer should know of the rows.</summary>
    public IEnumerable<string> Warnings => pairs.Warnings;

    /// <summary>What the training is about to do, as a sentence.</summary>
    public string Plan
    {
        get
        {
            LabelledPhrase[] rows = [.. learned, .. rehearsed];
            var answers = rows.SelectMany(row => row.Also.Prepend(row.Word)).Distinct(StringComparer.Ordinal).Count();
            var plan = TrainingPlan.Of(rows.Length, answers, Options(bundle.Manifest.Quantization is not "none"));
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{plan} Of the rows {learned.Count:N0} are yours; {heldOut.Count:N0} more are held out.");
        }
    }

    /// <summary>Trains, writes the new bundle, and measures it against the old one.</summary>
    /// <exception cref="OperationCanceledException">
    /// The training was cancelled; running it again goes on from there.
    /// </exception>
    /// <exception cref="InvalidDataException">The graph of the bundle is of another program.</exception>
    public FineTuneResult Execute(ITrainingObserver observer, CancellationToken cancellation)
    {
        var weights = BundleWeights.Read(bundle);
        var vocabulary = File.ReadAllLines(Path.Combine(bundle.Folder, Bundle.VocabularyFile));
        string[] words = [.. Enumerable.Range(0, bundle.Words.Count).Select(i => bundle.Words[i])];
        LabelledPhrase[] rows = [.. learned, .. heldOut, .. rehearsed];
        var slots = bundle.Manifest.ListsAnswers ? AnswerSlots.Extended(words, rows) : AnswerSlots.Assign(words, rows);
        using var model = NewModel(weights, vocabulary, slots);
        var checkpoint = new TrainingCheckpoint(Path.Combine(request.Output, "checkpoint"), Fingerprint());
        using var glossary = bundle.GlossaryPath is { } path ? GlossaryFile.Open(path) : null;
        var definitions = DefinitionLookup.Among(bundle.Tokenizer, Definitions, glossary);
        var trainer = new Trainer(
            model, new PhraseEncoder(bundle.Tokenizer, bundle.Manifest.MaxLength, definitions),
            new TrainingSet([.. learned, .. rehearsed], [], slots.IndexOf), Options(weights.Ranges is not null) with
            {
                Pooling = weights.Pooling,
                Head = weights.Head,
                Definitions = weights.ReadsPairs ? request.Options.Definitions : 0,
            }, checkpoint, observer);
        Directory.CreateDirectory(request.Output);
        trainer.Run(static _ => { }, cancellation);
        Write(model, slots);
        checkpoint.Delete();
        var lines = NothingLine.OfDev(NothingLine.Beside(bundle.ModelPath));
        var trial = CalibrationTrial.Of(request.Output, heldOut, lines);
        trial.Chosen.WriteTo(request.Output);
        return new FineTuneResult(
            learned.Count, rehearsed.Length, Compare(heldOut), Compare(earlier), trial.Verdict);
    }

    /// <summary>
    /// A model with the bundle's weights; answers that it had no word for start as the mean of their pieces.
    /// </summary>
    private WordModel NewModel(ModelWeights weights, string[] vocabulary, AnswerSlots slots)
    {
        TorchSharp.torch.manual_seed(request.Options.Seed);
        int[] named =
        [
            .. Enumerable.Range(0, slots.Words.Count).Where(i => bundle.Manifest.ListsAnswers
                || !string.Equals(vocabulary[i], slots.Words[i], StringComparison.Ordinal)),
        ];
        var model = new WordModel(
            weights.Config,
            weights.Pooling,
            weights.Head,
            new AnswerVocabulary(slots.Words, bundle.Manifest.ListsAnswers),
            named);
        ParameterExchange.Write(model, weights.Tensors);
        OutputRowStart.OfSlots(model, bundle.Tokenizer, [.. slots.Named.Select(slot => slot.Index)]);
        model.Quantization.Restore(weights.Ranges ?? new Dictionary<string, ActivationRange>(StringComparer.Ordinal));
        return model;
    }

    /// <summary>A quantized bundle is trained as it will run; a float one in floats.</summary>
    private TrainingOptions Options(bool isQuantized) => request.Options with
    {
        MaxLength = bundle.Manifest.MaxLength,
        Epochs = Epochs,
        QuantizationEpochs = isQuantized ? Math.Max(1, Epochs / 2) : 0,
    };

    /// <summary>What the rows say of their phrases, where the bundle reads definitions.</summary>
    private GlossaryTable? Definitions =>
        bundle.Manifest.Segments > 1 ? OwnDefinitions.Of(pairs.File.Rows) : null;

    /// <summary>As often as asked for, else as makes the usual number of steps, at least four times.</summary>
    private int Epochs => request.Epochs
        ?? Math.Clamp(UsualSteps * request.Options.BatchSize / (learned.Count + rehearsed.Length), 4, 40);

    private void Write(WordModel model, AnswerSlots slots)
    {
        BundleExport.WriteReading(
            request.Output, bundle.GlossaryPath, bundle.KnownWordsPath, Definitions,
            learned.Select(row => row.Phrase));
        BundleExport.Write(
            request.Output, Path.Combine(bundle.Folder, Bundle.VocabularyFile), Lines(slots.Words), model,
            bundle.Manifest with
            {
                Name = request.Name,
                Version = request.Version,
                ConfidentAt = null, // it was chosen for other answers; the rows held out choose it anew
                Data = JsonSerializer.SerializeToNode(
                    new DataInfo(
                        Path.GetFileName(request.Pairs),
                        ContentHash.OfFile(request.Pairs),
                        learned.Count,
                        0,
                        heldOut.Count,
                        pairs.File.BadRows.Count),
                    RunJson.Options),
                Metrics = null,
            });
        TrainedPhrases.Of([.. learned, .. rehearsed]).With(TrainedPhrases.Read(bundle.Folder)).Write(request.Output);
    }

    /// <summary>What <c>words.txt</c> says: the rows of a list are those of both trainings.</summary>
    private IReadOnlyList<string> Lines(IReadOnlyList<string> words) => bundle.Manifest.ListsAnswers
        ? AnswerSlots.Counted(words, learned, i => i < bundle.Words.Count ? bundle.Words.RowsOf(i) : 0)
        : words;

    private FineTuneResult.Change? Compare(IReadOnlyList<LabelledPhrase> rows) => rows.Count == 0
        ? null
        : new FineTuneResult.Change(
            Evaluation.Of(rows, BundleAnswers.Of(bundle.Folder, rows)).Overall,
            Evaluation.Of(rows, BundleAnswers.Of(request.Output, rows)).Overall);

    /// <summary>The rows of train with an answer that the bundle knows, in an order drawn by the seed.</summary>
    private LabelledPhrase[] OldRows()
    {
        if (request.Rehearsal is null)
        {
            return [];
        }

        var known = Enumerable.Range(0, bundle.Words.Count).Select(i => bundle.Words[i])
            .ToHashSet(StringComparer.Ordinal);
        LabelledPhrase[] rows =
        [
            .. Lexicon.Read(request.Rehearsal).Rows.Where(row =>
                row.Split is null or DataPart.Train && !row.IsUnanswerable
                    && row.Also.Prepend(row.Word).All(known.Contains)),
        ];
        new SeededRandom(request.Options.Seed).Shuffle<LabelledPhrase>(rows);
        return rows;
    }

    private string Fingerprint() => ContentHash.Of(string.Join('\n',
        JsonSerializer.Serialize(request.Options, RunJson.Options), Epochs, ContentHash.OfFile(bundle.ModelPath),
        ContentHash.OfFile(request.Pairs), request.Rehearsal is null ? "" : ContentHash.OfFile(request.Rehearsal)));
}
