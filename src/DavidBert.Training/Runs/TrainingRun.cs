using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DavidBert.Bundles;
using DavidBert.Tokenization;
using DavidBert.Training.Checkpoints;
using DavidBert.Training.Data;
using DavidBert.Training.Learning;
using DavidBert.Training.Measuring;
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

/// <summary>Measures a model on the rows it was not trained on.</summary>
internal static class RunEvaluation
{
    private const int Best = 5;

    /// <summary>The model on dev and test, where there are such rows.</summary>
    public static IReadOnlyList<(string Part, Evaluation Evaluation)> Of(
        WordModel model, PhraseEncoder encoder, DataSplit split)
    {
        (string Part, IReadOnlyList<LabelledPhrase> Rows)[] parts = [("dev", split.Dev), ("test", split.Test)];
        return
        [
            .. parts.Where(part => part.Rows.Count > 0).Select(part => (
                part.Part,
                Evaluation.Of(part.Rows, ModelRanking.Of(model, encoder, [.. part.Rows.Select(r => r.Phrase)], Best)))),
        ];
    }
}

/// <summary>The curves and the report that a training leaves to read.</summary>
internal static class RunReport
{
    /// <summary>Writes <c>curves.png</c> and <c>report.md</c> into the run's folder.</summary>
    public static void Write(
        RunFolder folder, RunManifest manifest, Lexicon lexicon, DataSplit split, AnswerSlots slots,
        IReadOnlyList<(string Part, Evaluation Evaluation)> evaluations)
    {
        CurvePlot.Save(manifest.History, folder.Curves);
        new TrainingReport
        {
            Name = manifest.Name,
            Settings = [("base", manifest.Base.Name), .. SettingsOf(manifest.Options)],
            DataName = manifest.Data.Source,
            Lexicon = lexicon,
            Split = split,
            Slots = slots,
            History = manifest.History,
            Evaluations = evaluations,
            Curves = Path.GetFileName(folder.Curves),
        }.Write(folder.Report);
    }

    private static IEnumerable<(string Name, string Value)> SettingsOf(TrainingOptions options) =>
        JsonSerializer.SerializeToElement(options, RunJson.Options).EnumerateObject()
            .Select(setting => (setting.Name, setting.Value.ToString()));
}

/// <summary>What to train.</summary>
/// <param name="Name">The name of the model.</param>
/// <param name="DataPath">The file of phrases and their words.</param>
/// <param name="BasePath">The folder of the base checkpoint.</param>
/// <param name="Base">What the base is called.</param>
/// <param name="Output">The folder of the run.</param>
/// <param name="AllRows">Whether dev, test and final rows are learned too, and nothing is left to measure.</param>
/// <param name="Options">The settings.</param>
internal sealed record RunRequest(
    string Name, string DataPath, string BasePath, BaseInfo Base, RunFolder Output, bool AllRows, TrainingOptions Options)
{
    /// <summary>The ended training whose float32 weights this one starts from; null for the base checkpoint.</summary>
    public RunFolder? Start { get; init; }

    /// <summary>Ended trainings on the same answers; what their float32 models say in the mean is learned beside the labels.</summary>
    public IReadOnlyList<RunFolder> Teachers { get; init; } = [];

    /// <summary>A file of phrases, one a line, that the teachers alone answer; null for none.</summary>
    public string? UnlabelledPath { get; init; }
}

/// <summary>Asks ended trainings for their answers, so that another can learn them.</summary>
internal static class RunTeachers
{
    /// <summary>What the teachers of <paramref name="request"/> answer in the mean to its rows and to its unlabelled phrases.</summary>
    /// <exception cref="InvalidDataException">A teacher was trained on other answers.</exception>
    public static Teaching Ask(
        RunRequest request, PhraseEncoder encoder, AnswerSlots slots, IReadOnlyList<LabelledPhrase> train)
    {
        string[] unlabelled = request.UnlabelledPath is { } path
            ? [.. File.ReadLines(path).Select(line => line.Trim()).Where(line => line.Length > 0)]
            : [];
        var answers = new TeacherAnswers(encoder, [.. train.Select(row => row.Phrase), .. unlabelled]);
        foreach (var run in request.Teachers)
        {
            var options = BundleExport.ReadManifest(run).Options;
            using var model = new WordModel(
                BertConfig.Load(run.Config), options.Pooling, options.Head, new AnswerVocabulary(slots.Words),
                [.. slots.Named.Select(slot => slot.Index)]);
            RunWeights.Load(model, run);
            answers.Ask(model);
        }

        var targets = answers.ToTargets();
        return new Teaching(targets[..train.Count], unlabelled, targets[train.Count..]);
    }
}
