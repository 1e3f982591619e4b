using System.Text.Json;
using DavidBert.Bundles;
using DavidBert.Files;
using DavidBert.Training.Data;
using DavidBert.Training.Learning;

namespace DavidBert.Training.Runs;

/// <summary>What to train.</summary>
/// <param name="Name">The name of the model.</param>
/// <param name="DataPath">The file of phrases and their words.</param>
/// <param name="BasePath">The folder of the base checkpoint.</param>
/// <param name="Base">What the base is called.</param>
/// <param name="Output">The folder of the run.</param>
/// <param name="AllRows">Whether dev, test and final rows are learned too, and nothing is left to measure.</param>
/// <param name="Options">The settings.</param>
internal sealed record RunRequest(
    string Name, string DataPath, string BasePath, BaseModelInfo Base, RunFolder Output, bool AllRows,
    TrainingOptions Options)
{
    /// <summary>The ended training whose float32 weights this one starts from; null for the base checkpoint.</summary>
    public RunFolder? Start { get; init; }

    /// <summary>The table of what larger models answer, learned beside the labels; null for none.</summary>
    public string? TeacherPath { get; init; }

    /// <summary>The table of lines of which nothing is said; null for none.</summary>
    public string? NothingPath { get; init; }

    /// <summary>The glossary whose definitions are read beside phrases; null for none.</summary>
    public string? GlossaryPath { get; init; }

    /// <summary>What the columns of the file are called; null for the usual names.</summary>
    public ColumnNames? Columns { get; init; }

    /// <summary>
    /// Whether folds of the rows to learn choose between a few settings, instead of <see cref="Options"/>.
    /// </summary>
    public bool ChoosesByFolds { get; init; }

    /// <summary>The share of rows to hold out where no row is of dev.</summary>
    public double HeldOut { get; init; } = DataSplit.UsualShare;

    /// <summary>The input's tokenizer beside the base checkpoint.</summary>
    public string Vocabulary => Path.Combine(BasePath, Bundle.VocabularyFile);

    /// <summary>
    /// A digest of all that decides the outcome: two requests of one fingerprint are the same training.
    /// </summary>
    public string Fingerprint() => ContentHash.Of(string.Join('\n',
        JsonSerializer.Serialize(Options, RunJson.Options), AllRows, ContentHash.OfFile(DataPath),
        Path.GetFileName(BasePath), HashOf(TeacherPath), HashOf(NothingPath), HashOf(GlossaryPath),
        Start is { } start ? start.ReadManifest().Fingerprint : "", Columns)
        + (ChoosesByFolds ? "folds" : "")
        + (HeldOut == DataSplit.UsualShare ? "" : $"{HeldOut:R}"));

    private static string HashOf(string? path) => path is null ? "" : ContentHash.OfFile(path);
}
