using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DavidBert.Bundles;
using DavidBert.Tokenization;
using DavidBert.Training.Checkpoints;
using DavidBert.Training.Data;
using DavidBert.Training.Learning;
using DavidBert.Training.Modeling;
using DavidBert.Training.Quantization;
using DavidBert.Training.Reports;
using TorchSharp;

namespace DavidBert.Training.Runs;

/// <summary>One training from its data to its report; interrupted, it goes on where it was.</summary>
internal sealed class TrainingRun(RunRequest request, TextWriter notes)
{
    private readonly Lexicon lexicon = Lexicon.Read(request.DataPath);
    private readonly RunFolder folder = request.Output;

    /// <summary>The rows that could not be read.</summary>
    public IReadOnlyList<BadRow> BadRows => lexicon.BadRows;

    /// <summary>Trains, and leaves weights, figures and a report in the run's folder.</summary>
    /// <exception cref="OperationCanceledException">The training was cancelled; running it again goes on from there.</exception>
    public RunManifest Execute(ITrainingObserver observer, CancellationToken cancellation)
    {
        var split = request.AllRows
            ? DataSplit.AllToTrain(lexicon.Rows)
            : DataSplit.Of(lexicon.Rows, request.Options.Seed);
        var vocabulary = Path.Combine(request.BasePath, "vocab.txt");
        var tokenizer = PhraseTokenizer.Load(vocabulary);
        var slots = AnswerSlots.Assign(File.ReadAllLines(vocabulary), lexicon.Rows);
        Directory.CreateDirectory(folder.Root);
        File.WriteAllBytes(folder.Vocabulary, File.ReadAllBytes(vocabulary));
        File.WriteAllText(folder.Words, string.Join('\n', slots.Words) + "\n");

        using var model = NewModel(slots, tokenizer);
        var encoder = new PhraseEncoder(tokenizer, request.Options.MaxLength);
        var checkpoint = new TrainingCheckpoint(folder.Checkpoint, Fingerprint());
        var set = new TrainingSet(split.Train, split.Dev, slots.IndexOf)
        {
            Teaching = request.Teachers.Count == 0 ? null : RunTeachers.Ask(request, encoder, slots, split.Train),
        };
        var trainer = new Trainer(model, encoder, set, request.Options, checkpoint, observer);
        var history = trainer.Run(phase => KeepFloat(phase, model), cancellation);

        var manifest = Describe(split, slots, model, history);
        WriteWeights(model, folder.Weights);
        model.Config.Save(folder.Config);
        File.WriteAllText(folder.Manifest, JsonSerializer.Serialize(manifest, RunJson.Options) + "\n");
        RunReport.Write(folder, manifest, lexicon, split, slots, RunEvaluation.Of(model, encoder, split));
        checkpoint.Delete();
        return manifest;
    }

    /// <summary>Whether this very training has ended before; its folder then holds everything.</summary>
    public bool IsDone =>
        File.Exists(folder.Manifest)
        && string.Equals(BundleExport.ReadManifest(folder).Fingerprint, Fingerprint(), StringComparison.Ordinal);

    private void KeepFloat(TrainingPhase phase, WordModel model)
    {
        if (phase.Mode == QuantizationMode.Off)
        {
            WriteWeights(model, folder.FloatWeights);
        }
    }

    private WordModel NewModel(AnswerSlots slots, PhraseTokenizer tokenizer)
    {
        torch.manual_seed(request.Options.Seed);
        using var checkpoint = Checkpoint.Open(request.BasePath);
        var model = new WordModel(
            checkpoint.Config, request.Options.Pooling, request.Options.Head, new AnswerVocabulary(slots.Words),
            [.. slots.Named.Select(s => s.Index)]);
        if (request.Start is { } start)
        {
            RunWeights.Load(model, start);
            WriteWeights(model, folder.FloatWeights);
            return model;
        }

        Tell(BaseWeights.Load(model, checkpoint));
        if (request.Options.Head == HeadKind.Tied || request.Options.HeadFromTable)
        {
            OutputRowStart.FromTable(model, tokenizer);
        }

        return model;
    }

    private void Tell(CheckpointReport report)
    {
        Tell("does not have, so that these start from random values", report.Missing);
        Tell("has beside what is used", report.LeftOver);
    }

    private void Tell(string what, IReadOnlyList<string> names)
    {
        if (names.Count > 0)
        {
            notes.WriteLine($"The base checkpoint {what}: {string.Join(", ", names)}.");
        }
    }

    private static void WriteWeights(WordModel model, string path) =>
        WeightsFile.Write(path, ParameterExchange.Read(model).Select(t => (t.Key, t.Value)));

    private RunManifest Describe(DataSplit split, AnswerSlots slots, WordModel model, TrainingHistory history) => new()
    {
        Fingerprint = Fingerprint(),
        Name = request.Name,
        Base = request.Base,
        Options = request.Options,
        Data = new DataInfo(
            Path.GetFileName(request.DataPath), Digest(request.DataPath), split.Train.Count, split.Dev.Count,
            split.Test.Count, lexicon.BadRows.Count),
        Slots = [.. slots.Named.Select(s => s.Index)],
        Ranges = model.Quantization.Ranges,
        History = history,
    };

    private string Fingerprint() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n',
        JsonSerializer.Serialize(request.Options, RunJson.Options), request.AllRows, Digest(request.DataPath),
        Path.GetFileName(request.BasePath), request.UnlabelledPath is { } path ? Digest(path) : "",
        request.Start is { } start ? BundleExport.ReadManifest(start).Fingerprint : "",
        string.Join(' ', request.Teachers.Select(run => BundleExport.ReadManifest(run).Fingerprint))))));

    private static string Digest(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
