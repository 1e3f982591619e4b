using System.Globalization;
using DavidBert.Files;
using DavidBert.Training.Data;
using DavidBert.Training.Learning;
using DavidBert.Training.Modeling;
using DavidBert.Training.Quantization;

namespace DavidBert.Training.Runs;

/// <summary>One training from its data to its report; interrupted, it goes on where it was.</summary>
internal sealed class TrainingRun(RunRequest request, TextWriter notes) : IDisposable
{
    private readonly RunData data = RunData.Read(request);
    private readonly RunFolder folder = request.Output;

    /// <summary>The rows that could not be read.</summary>
    public IReadOnlyList<BadRow> BadRows => data.Lexicon.BadRows;

    /// <summary>What a trainer should know of the rows.</summary>
    public IEnumerable<string> Warnings => DataWarnings.Of(data.Lexicon, data.Split);

    /// <summary>What the training is about to do, as a sentence.</summary>
    public string Plan => TrainingPlan.Of(data.Split.Train.Count, data.Slots.IndexOf.Count, request.Options)
        + (request.AllRows
            ? " Nothing is held out."
            : string.Create(
                CultureInfo.InvariantCulture,
                $" Held out: {data.Split.Dev.Count:N0} rows of dev, {data.Split.Test.Count:N0} of test."));

    /// <summary>Whether this very training has ended before; its folder then holds everything.</summary>
    public bool IsDone =>
        File.Exists(folder.Manifest) && ContentHash.AreEqual(folder.ReadManifest().Fingerprint, request.Fingerprint());

    /// <inheritdoc />
    public void Dispose() => data.Dispose();

    /// <summary>Trains, and leaves weights, figures and a report in the run's folder.</summary>
    /// <exception cref="OperationCanceledException">
    /// The training was cancelled; run again, it goes on from there.
    /// </exception>
    public RunManifest Execute(ITrainingObserver observer, CancellationToken cancellation)
    {
        folder.WriteVocabulary(
            request.Vocabulary,
            request.Options.Head == HeadKind.Answers
                ? AnswerSlots.Counted(data.Slots.Words, data.Split.Train)
                : data.Slots.Words);
        if (request.GlossaryPath is not null || data.Definitions is not null)
        {
            folder.WriteGlossary(
                request.GlossaryPath, data.Definitions, data.Split.Train.Select(row => row.Phrase));
        }

        TrainedPhrases.Of(data.Split.Train).Write(folder.Root);
        var found = Choose(observer, cancellation);
        var options = found?.Chosen.Options ?? request.Options;
        using var model = StartingModel.Of(request with { Options = options }, data, notes);
        if (request.Start is not null)
        {
            RunFolder.Write(model, folder.FloatWeights);
        }

        var baselines = new RunBaselines(data.Split.Train, data.Slots).Of(
            request.Base.Name, model, data.Encoder(options), [("dev", data.Split.Dev), ("test", data.Split.Test)]);
        var checkpoint = new TrainingCheckpoint(folder.Checkpoint, request.Fingerprint());
        var set = new TrainingSet(data.Split.Train, data.Split.Dev, data.Slots.IndexOf)
        {
            TeacherTargets = data.TeacherTargets(request),
            Nothing = data.Nothing,
        };
        var trainer = new Trainer(model, data.Encoder(options), set, options, checkpoint, observer);
        var manifest = Describe(model, options, trainer.Run(phase => KeepFloat(phase, model), cancellation)) with
        {
            Baselines = baselines,
            Folds = found?.Scores ?? [],
            Calibration = found?.Calibration.Chosen,
        };
        RunFolder.Write(model, folder.Weights);
        model.Config.Save(folder.Config);
        folder.Write(manifest);
        RunReport.Write(folder, manifest, data, model);
        checkpoint.Delete();
        Folds(observer).Forget();
        return manifest;
    }

    /// <summary>What folds of the rows find best; null where the settings were given.</summary>
    private FoldFindings? Choose(ITrainingObserver observer, CancellationToken cancellation)
    {
        if (!request.ChoosesByFolds || data.Split.Train.Count < FoldedChoice.LeastRows)
        {
            return null;
        }

        var start = data.Start(request); // what it holds is of the data, which closes it
        var found = Folds(observer).Choose([start], cancellation);
        notes.WriteLine(found.Calibration.Verdict);
        return found;
    }

    private FoldedChoice Folds(ITrainingObserver observer) => new(
        data.Split.Train, data.Slots, request.Options.Seed, folder.Folds, request.Fingerprint(), observer);

    private void KeepFloat(TrainingPhase phase, WordModel model)
    {
        if (phase.Mode == QuantizationMode.Off)
        {
            RunFolder.Write(model, folder.FloatWeights);
        }
    }

    private RunManifest Describe(WordModel model, TrainingOptions options, TrainingHistory history) => new()
    {
        Fingerprint = request.Fingerprint(),
        Name = request.Name,
        Base = request.Base,
        Options = options,
        Data = new DataInfo(
            Path.GetFileName(request.DataPath), ContentHash.OfFile(request.DataPath), data.Split.Train.Count,
            data.Split.Dev.Count, data.Split.Test.Count, BadRows.Count),
        Slots = model.SlotIndexes,
        Ranges = model.Quantization.Ranges,
        History = history,
    };
}
