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
        if (request.GlossaryPath is { } glossary)
        {
            folder.WriteGlossary(glossary, data.Split.Train.Select(row => row.Phrase));
        }

        TrainedPhrases.Of(data.Split.Train).Write(folder.Root);
        using var model = StartingModel.Of(request, data, notes);
        if (request.Start is not null)
        {
            RunFolder.Write(model, folder.FloatWeights);
        }

        var baselines = RunBaselines.Of(model, data, request.Options);
        var checkpoint = new TrainingCheckpoint(folder.Checkpoint, request.Fingerprint());
        var set = new TrainingSet(data.Split.Train, data.Split.Dev, data.Slots.IndexOf)
        {
            TeacherTargets = data.TeacherTargets(request),
            Nothing = data.Nothing,
        };
        var trainer = new Trainer(model, data.Encoder(request.Options), set, request.Options, checkpoint, observer);
        var manifest = Describe(model, trainer.Run(phase => KeepFloat(phase, model), cancellation)) with
        {
            Baselines = baselines,
        };
        RunFolder.Write(model, folder.Weights);
        model.Config.Save(folder.Config);
        folder.Write(manifest);
        RunReport.Write(folder, manifest, data, model);
        checkpoint.Delete();
        return manifest;
    }

    private void KeepFloat(TrainingPhase phase, WordModel model)
    {
        if (phase.Mode == QuantizationMode.Off)
        {
            RunFolder.Write(model, folder.FloatWeights);
        }
    }

    private RunManifest Describe(WordModel model, TrainingHistory history) => new()
    {
        Fingerprint = request.Fingerprint(),
        Name = request.Name,
        Base = request.Base,
        Options = request.Options,
        Data = new DataInfo(
            Path.GetFileName(request.DataPath), ContentHash.OfFile(request.DataPath), data.Split.Train.Count,
            data.Split.Dev.Count, data.Split.Test.Count, BadRows.Count),
        Slots = model.SlotIndexes,
        Ranges = model.Quantization.Ranges,
        History = history,
    };
}
