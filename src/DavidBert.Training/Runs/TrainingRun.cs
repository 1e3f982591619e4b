using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DavidBert.Bundles;
using DavidBert.Glossaries;
using DavidBert.Tokenization;
using DavidBert.Training.Checkpoints;
using DavidBert.Training.Data;
using DavidBert.Training.Glossaries;
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
        var nothing = ReadNothing();
        var slots = request.Options.Head == HeadKind.Answers
            ? AnswerSlots.Listed(lexicon.Rows, nothing.Count > 0)
            : AnswerSlots.Assign(File.ReadAllLines(vocabulary), lexicon.Rows);
        Directory.CreateDirectory(folder.Root);
        File.WriteAllBytes(folder.Vocabulary, File.ReadAllBytes(vocabulary));
        File.WriteAllText(folder.Words, string.Join('\n', slots.Words) + "\n");

        if (request.GlossaryPath is { } glossaryPath)
        {
            File.Copy(glossaryPath, folder.Glossary, overwrite: true);
            File.WriteAllText(folder.KnownWords, string.Join('\n', KnownWordList.Of(
                File.ReadLines(vocabulary), split.Train.Select(row => row.Phrase), GlossaryFile.TermsOf(glossaryPath))) + "\n");
        }

        using var model = NewModel(slots, tokenizer);
        using var glossary = request.GlossaryPath is { } terms ? GlossaryFile.Open(terms) : null;
        var encoder = new PhraseEncoder(
            tokenizer, request.Options.MaxLength, glossary is null ? null : new DefinitionLookup(tokenizer, glossary));
        var checkpoint = new TrainingCheckpoint(folder.Checkpoint, Fingerprint());
        var set = new TrainingSet(split.Train, split.Dev, slots.IndexOf)
        {
            Teaching = request.TeacherPath is { } teacher
                ? TeacherTable.Read(teacher, split.Train, [.. split.Dev, .. split.Test], slots.IndexOf)
                : null,
            Nothing = nothing,
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

    /// <summary>The lines of train of which nothing is said; with all rows, those of every part.</summary>
    private IReadOnlyList<string> ReadNothing() => request.NothingPath is { } path
        ? [.. NothingLine.Read(path).Where(line => request.AllRows || line.Split is DataPart.Train).Select(line => line.Phrase)]
        : [];

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
            checkpoint.Config, request.Options.Pooling, request.Options.Head,
            new AnswerVocabulary(slots.Words, isList: request.Options.Head == HeadKind.Answers),
            [.. slots.Named.Select(s => s.Index)]);
        if (request.Start is { } start)
        {
            RunWeights.Load(model, start);
            WriteWeights(model, folder.FloatWeights);
            return model;
        }

        Tell(BaseWeights.Load(model, checkpoint));
        if (request.Options.Head is HeadKind.Tied or HeadKind.Answers || request.Options.HeadFromTable)
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
        Path.GetFileName(request.BasePath), Digest(request.TeacherPath), Digest(request.NothingPath), Digest(request.GlossaryPath),
        request.Start is { } start ? BundleExport.ReadManifest(start).Fingerprint : ""))));

    private static string Digest(string? path)
    {
        if (path is null)
        {
            return "";
        }

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

    /// <summary>The table of what larger models answer, learned beside the labels; null for none.</summary>
    public string? TeacherPath { get; init; }

    /// <summary>The table of lines of which nothing is said; null for none.</summary>
    public string? NothingPath { get; init; }

    /// <summary>The glossary whose definitions are read beside phrases; null for none.</summary>
    public string? GlossaryPath { get; init; }
}
