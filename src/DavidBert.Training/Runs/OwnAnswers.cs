using System.Globalization;
using System.Text.Json;
using DavidBert.Bundles;
using DavidBert.Files;
using DavidBert.Training.Data;
using DavidBert.Training.Hub;
using DavidBert.Training.Learning;
using DavidBert.Training.Measuring;
using DavidBert.Training.Modeling;
using DavidBert.Training.Reports;

namespace DavidBert.Training.Runs;

/// <summary>
/// Makes a bundle that answers in the labels of some rows and nothing else, from the encoder of a bundle or, where one
/// is at hand, of a base checkpoint: folds of the rows choose. Interrupted, it goes on where it was.
/// </summary>
/// <param name="request">What to teach.</param>
/// <param name="checkpoint">A base checkpoint that may be started from too; null for none.</param>
internal sealed class OwnAnswers(FineTuneRequest request, BaseModel? checkpoint)
{
    private readonly FineTunePairs pairs = FineTunePairs.Read(request);

    /// <summary>The user's rows that could not be read.</summary>
    public IReadOnlyList<BadRow> BadRows => pairs.File.BadRows;

    /// <summary>What a trainer should know of the rows.</summary>
    public IEnumerable<string> Warnings => pairs.Warnings;

    /// <summary>What the training is about to do, as sentences.</summary>
    public string Plan => TrainingPlan.Of(pairs.Learned.Count, Slots.Words.Count, Fixed)
        + string.Create(CultureInfo.InvariantCulture, $" {pairs.HeldOut.Count:N0} rows more are held out.")
        + (ChoosesByFolds
            ? $" First, folds choose between a few settings, starting from {string.Join(" or ", StartNames)}."
            : "");

    private bool ChoosesByFolds => request.Epochs is null
        && pairs.Learned.Count is >= FoldedChoice.LeastRows and <= TrainingOptions.MostOfFewRows;

    private bool IsQuantized => pairs.Bundle.Manifest.Quantization is not "none";

    private AnswerSlots Slots => AnswerSlots.Listed([.. pairs.Learned, .. pairs.HeldOut], nothing: false);

    private IEnumerable<string> StartNames => checkpoint is null
        ? [pairs.Bundle.Manifest.Name]
        : [pairs.Bundle.Manifest.Name, checkpoint.Name];

    /// <summary>The settings where nothing is chosen.</summary>
    private TrainingOptions Fixed => WithForm(TrainingOptions.ForFewRows with { Seed = request.Options.Seed });

    /// <summary>Trains, writes the bundle with a report beside it, and measures it.</summary>
    /// <exception cref="OperationCanceledException">
    /// The training was cancelled; running it again goes on from there.
    /// </exception>
    /// <exception cref="InvalidDataException">The bundle or the checkpoint cannot be started from.</exception>
    public FineTuneResult Execute(ITrainingObserver observer, CancellationToken cancellation)
    {
        EncoderStart[] starts =
        [
            EncoderStart.OfBundle(pairs.Bundle),
            .. checkpoint is null ? Array.Empty<EncoderStart>() : [EncoderStart.OfCheckpoint(checkpoint)],
        ];
        try
        {
            var own = OwnDefinitions.Of(pairs.File.Rows);
            return Execute([.. starts.Select(start => start with { OwnDefinitions = own })], observer, cancellation);
        }
        finally
        {
            Array.ForEach(starts, start => start.Dispose());
        }
    }

    private FineTuneResult Execute(
        IReadOnlyList<EncoderStart> starts, ITrainingObserver observer, CancellationToken cancellation)
    {
        Directory.CreateDirectory(request.Output);
        var fingerprint = Fingerprint();
        var slots = Slots;
        var folds = new FoldedChoice(
            pairs.Learned, slots, request.Options.Seed, Path.Combine(request.Output, "folds"), fingerprint, observer);
        var found = ChoosesByFolds ? folds.Choose(starts, cancellation) : null;
        var start = found?.Chosen.Start ?? starts[0];
        var options = found is null ? Fixed : WithForm(found.Chosen.Options);
        Baseline[] baselines = [.. starts.SelectMany(one => Baselines(one, slots))];
        var saved = new TrainingCheckpoint(Path.Combine(request.Output, "checkpoint"), fingerprint);
        using var model = start.NewModel(slots, options.Seed);
        CentroidStart.Apply(model, start.Encoder, pairs.Learned, slots.IndexOf, options);
        var set = new TrainingSet(pairs.Learned, [], slots.IndexOf);
        var history = new Trainer(model, start.Encoder, set, options, saved, observer)
            .Run(static _ => { }, cancellation);
        Write(model, start, slots);
        var trial = found?.Calibration ?? CalibrationTrial.Of(request.Output, pairs.HeldOut, []);
        trial.Chosen.WriteTo(request.Output);
        var evaluation = pairs.HeldOut.Count == 0
            ? null
            : Evaluation.Of(pairs.HeldOut, BundleAnswers.Of(request.Output, pairs.HeldOut));
        Report(start, options, slots, history, baselines, found, evaluation);
        saved.Delete();
        folds.Forget();
        return new FineTuneResult(
            pairs.Learned.Count, 0,
            evaluation is null
                ? null
                : new FineTuneResult.Change(
                    Evaluation.Of(pairs.HeldOut, BundleAnswers.Of(pairs.Bundle.Folder, pairs.HeldOut)).Overall,
                    evaluation.Overall),
            null, trial.Verdict)
        {
            Folds = found?.Scores ?? [],
            Baselines = baselines,
        };
    }

    /// <summary>A quantized bundle is trained as it will run; a float one in floats.</summary>
    private TrainingOptions WithForm(TrainingOptions options)
    {
        var own = request.Epochs is { } epochs
            ? options with { Epochs = epochs, QuantizationEpochs = Math.Max(1, epochs / 2) }
            : options;
        return IsQuantized ? own : own with { QuantizationEpochs = 0 };
    }

    private IReadOnlyList<Baseline> Baselines(EncoderStart start, AnswerSlots slots)
    {
        using var model = start.NewModel(slots, request.Options.Seed);
        return new RunBaselines(pairs.Learned, slots).Of(
            start.Name, model, start.Encoder, [("held out", pairs.HeldOut)]);
    }

    private void Write(WordModel model, EncoderStart start, AnswerSlots slots)
    {
        var (old, manifest) = (pairs.Bundle, pairs.Bundle.Manifest);
        var isOfBundle = start.Tokenizer == old.Tokenizer;
        BundleExport.WriteReading(
            request.Output, isOfBundle ? old.GlossaryPath : null, isOfBundle ? old.KnownWordsPath : null,
            start.ReadsDefinitions ? start.OwnDefinitions : null, pairs.Learned.Select(row => row.Phrase));
        BundleExport.Write(
            request.Output, start.Vocabulary, AnswerSlots.Counted(slots.Words, pairs.Learned), model,
            new ModelManifest
            {
                Format = ModelManifest.CurrentFormat,
                Name = request.Name,
                Version = request.Version,
                Base = start.Base,
                Dimensions = BundleExport.DimensionsOf(model.Config),
                Pooling = ChoiceNames.NameOf(model.Pooling),
                Head = ChoiceNames.NameOf(model.HeadKind),
                Quantization = manifest.Quantization,
                MaxLength = start.MaxLength,
                Segments = start.ReadsDefinitions ? 2 : 1,
                Data = JsonSerializer.SerializeToNode(
                    new DataInfo(
                        Path.GetFileName(request.Pairs), ContentHash.OfFile(request.Pairs), pairs.Learned.Count, 0,
                        pairs.HeldOut.Count, BadRows.Count),
                    RunJson.Options),
            });
        TrainedPhrases.Of(pairs.Learned).Write(request.Output);
    }

    private void Report(
        EncoderStart start, TrainingOptions options, AnswerSlots slots, TrainingHistory history,
        IReadOnlyList<Baseline> baselines, FoldFindings? found, Evaluation? evaluation) => new TrainingReport
        {
            Name = request.Name,
            Settings = [("start", start.Name), .. RunReport.SettingsOf(options)],
            DataName = Path.GetFileName(request.Pairs),
            Lexicon = pairs.File,
            Split = pairs.Split,
            Slots = slots,
            History = history,
            Baselines = baselines,
            Folds = found?.Scores ?? [],
            Evaluations = evaluation is null ? [] : [("held out", evaluation)],
        }.Write(Path.Combine(request.Output, "report.md"));

    private string Fingerprint() => ContentHash.Of(string.Join('\n',
        JsonSerializer.Serialize(request.Options, RunJson.Options), request.Epochs, request.HeldOutShare,
        ContentHash.OfFile(pairs.Bundle.ModelPath), ContentHash.OfFile(request.Pairs), checkpoint?.Name,
        request.Columns));
}
