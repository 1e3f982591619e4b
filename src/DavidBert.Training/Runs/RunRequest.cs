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

    /// <summary>
    /// Ended trainings on the same answers; what their float32 models say in the mean is learned beside the labels.
    /// </summary>
    public IReadOnlyList<RunFolder> Teachers { get; init; } = [];

    /// <summary>A file of phrases, one a line, that the teachers alone answer; null for none.</summary>
    public string? UnlabelledPath { get; init; }

    /// <summary>What the columns of the file are called; null for the usual names.</summary>
    public ColumnNames? Columns { get; init; }

    /// <summary>The input's tokenizer beside the base checkpoint.</summary>
    public string Vocabulary => Path.Combine(BasePath, Bundle.VocabularyFile);

    /// <summary>
    /// A digest of all that decides the outcome: two requests of one fingerprint are the same training.
    /// </summary>
    public string Fingerprint() => ContentHash.Of(string.Join('\n',
        JsonSerializer.Serialize(Options, RunJson.Options), AllRows, ContentHash.OfFile(DataPath),
        Path.GetFileName(BasePath), UnlabelledPath is { } path ? ContentHash.OfFile(path) : "",
        Start is { } start ? start.ReadManifest().Fingerprint : "",
        string.Join(' ', Teachers.Select(run => run.ReadManifest().Fingerprint)) + Columns));
}
