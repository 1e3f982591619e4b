using System.CommandLine;
using DavidBert.Training.Hub;
using DavidBert.Training.Learning;
using DavidBert.Training.Runs;

namespace DavidBert.Training.Commands;

/// <summary>What may be said of a fine-tuning beside its bundle, its pairs and where it goes.</summary>
internal sealed class FineTuneOptions
{
    /// <summary>The teacher of distillation would be the bundle itself, which does not know the new answers.</summary>
    private static readonly TrainingOptions Training = new() { Distillation = 0 };

    private readonly Option<bool> keep = new("--keep-answers")
    {
        Description = "Keep the bundle's own answers beside the new ones: rows of its training are gone over again.",
    };

    private readonly Option<FileInfo> rehearsal = new Option<FileInfo>("--rehearsal")
    {
        Description = "With --keep-answers: what the bundle was trained on; by default its lexicon.tsv, where it has "
            + "one.",
    }.AcceptExistingOnly();

    private readonly Option<int?> epochs = BoundedOption.Optional(
        "--epochs",
        "How often the pairs are seen, and half as often again with int8 simulated; by default as few hundred rows "
        + "need. Given, nothing is left to folds.", 1, 10_000);

    private readonly Option<string?> baseModel = CommonOptions.Base();
    private readonly Option<int> seed = TrainingOptionSet.Seed();
    private readonly Option<double> heldOut = TrainingOptionSet.HeldOut();
    private readonly Option<string?> name = CommonOptions.Name();
    private readonly Option<string> version = CommonOptions.Version();
    private readonly ColumnOptions columns = new();

    /// <summary>Adds the options to <paramref name="command"/>.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[keep, rehearsal, epochs, baseModel, seed, heldOut, name, version])
        {
            command.Options.Add(option);
        }

        columns.AddTo(command);
    }

    /// <summary>Whether the bundle's own answers stay.</summary>
    public bool KeepsAnswers(ParseResult result) => result.GetValue(keep);

    /// <summary>The base checkpoint that may be started from; null where none is here.</summary>
    public BaseModel? Checkpoint(ParseResult result) => BaseModel.Find(result.GetValue(baseModel));

    /// <summary>What the user asked for.</summary>
    public FineTuneRequest Read(ParseResult result, string bundle, string pairs, string output) => new(
        bundle, pairs, result.GetValue(rehearsal)?.FullName ?? LexiconOf(bundle), output,
        result.GetValue(name) ?? Path.GetFileNameWithoutExtension(pairs), result.GetRequiredValue(version),
        result.GetValue(epochs), Training with { Seed = result.GetValue(seed) })
    {
        Columns = columns.Read(result),
        HeldOutShare = result.GetValue(heldOut),
    };

    private static string? LexiconOf(string bundle) =>
        Path.Combine(bundle, "lexicon.tsv") is var path && File.Exists(path) ? path : null;
}
