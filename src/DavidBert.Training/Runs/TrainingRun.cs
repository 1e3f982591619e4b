using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DavidBert.Bundles;
using DavidBert.Tokenization;
using DavidBert.Training.Checkpoints;
using DavidBert.Training.Data;
using DavidBert.Training.Learning;
using DavidBert.Training.Modeling;
using DavidBert.Training.Reports;
using TorchSharp;

namespace DavidBert.Training.Runs;

/// <summary>One training from its data to its report; interrupted, it goes on where it was.</summary>
internal sealed class TrainingRun(RunRequest request, ITrainingObserver observer)
{
    private readonly Lexicon lexicon = Lexicon.Read(request.DataPath);
    private readonly RunFolder folder = request.Output;

    /// <summary>The rows that could not be read.</summary>
    public IReadOnlyList<BadRow> BadRows => lexicon.BadRows;

    /// <summary>Trains, and leaves weights, figures and a report in the run's folder.</summary>
    /// <exception cref="OperationCanceledException">The training was cancelled; running it again goes on from there.</exception>
    public RunManifest Execute(CancellationToken cancellation)
    {
        var split = request.AllRows
            ? DataSplit.AllToTrain(lexicon.Rows)
            : DataSplit.Of(lexicon.Rows, request.Options.Seed);
        var vocabulary = Path.Combine(request.BasePath, "vocab.txt");
        var tokenizer = PhraseTokenizer.Load(vocabulary);
        var slots = AnswerSlots.Assign(File.ReadAllLines(vocabulary), lexicon.Rows);
        Directory.CreateDirectory(folder.Root);
        File.Copy(vocabulary, folder.Vocabulary, overwrite: true);
        File.WriteAllText(folder.Words, string.Join('\n', slots.Words) + "\n");

        using var model = NewModel(slots, tokenizer);
        var encoder = new PhraseEncoder(tokenizer, request.Options.MaxLength);
        var checkpoint = new TrainingCheckpoint(folder.Checkpoint, Fingerprint());
        var set = new TrainingSet(split.Train, split.Dev, slots.IndexOf);
        var trainer = new Trainer(model, encoder, set, request.Options, checkpoint, observer);
        var evaluations = new RunEvaluations(folder, model, encoder, split);
        var history = trainer.Run(evaluations.PhaseEnded, cancellation);

        var manifest = Describe(split, slots, model, history);
        SafetensorsWriter.Write(folder.Weights, ParameterExchange.Read(model));
        model.Config.Save(folder.Config);
        File.WriteAllText(folder.Manifest, JsonSerializer.Serialize(manifest, RunJson.Options) + "\n");
        CurvePlot.Save(history, folder.Curves);
        evaluations.WriteReport(manifest, lexicon);
        checkpoint.Delete();
        return manifest;
    }

    private WordModel NewModel(AnswerSlots slots, PhraseTokenizer tokenizer)
    {
        torch.manual_seed(request.Options.Seed);
        var config = BertConfig.Load(Path.Combine(request.BasePath, "config.json"));
        var model = new WordModel(
            config, request.Options.Pooling, request.Options.Head, new AnswerVocabulary(slots.Words),
            [.. slots.Named.Select(s => s.Index)]);
        BaseWeights.Load(model, request.BasePath);
        if (request.Options.Head == HeadKind.Tied || request.Options.HeadFromTable)
        {
            OutputRowStart.FromTable(model, tokenizer);
        }

        return model;
    }

    private RunManifest Describe(DataSplit split, AnswerSlots slots, WordModel model, TrainingHistory history) => new()
    {
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
        Path.GetFileName(request.BasePath)))));

    private static string Digest(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
