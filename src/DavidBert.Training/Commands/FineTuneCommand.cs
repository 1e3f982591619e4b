using System.CommandLine;
using DavidBert.Training.Learning;
using DavidBert.Training.Reports;
using DavidBert.Training.Runs;
using Spectre.Console;

namespace DavidBert.Training.Commands;

/// <summary><c>davidbert-train fine-tune</c>: from a bundle and some pairs to a bundle that knows them.</summary>
internal static class FineTuneCommand
{
    /// <summary>The teacher of distillation would be the bundle itself, which does not know the new answers.</summary>
    private static readonly TrainingOptions Options = new() { Distillation = 0 };

    public static Command Create()
    {
        var bundle = new Argument<DirectoryInfo>("bundle") { Description = "The folder of the bundle to start from." }
            .AcceptExistingOnly();
        var pairs = CommonOptions.Pairs("pairs");
        var output = new Option<DirectoryInfo>("--output", "-o")
        {
            Description = "The folder of the new bundle.",
            Required = true,
        };
        var rehearsal = new Option<FileInfo>("--rehearsal")
        {
            Description = "What the bundle was trained on, of which some is gone over again; by default its "
                + "lexicon.tsv, where it has one.",
        }.AcceptExistingOnly();
        var epochs = new Option<int?>("--epochs")
        {
            Description = "How often the pairs are seen, and half as often again with int8 simulated; by default as "
                + "few hundred rows need.",
        };
        epochs.Validators.Add(found =>
        {
            if (found.GetValueOrDefault<int?>() is < 1 or > 10_000)
            {
                found.AddError("--epochs is 1 to 10000.");
            }
        });
        var name = CommonOptions.Name();
        var version = CommonOptions.Version();
        var threads = CommonOptions.Threads();
        var columns = new ColumnOptions();
        var command = new Command(
            "fine-tune",
            "Teaches a bundle further pairs of phrase and word, in a minute or two; nothing is downloaded.")
        {
            bundle, pairs, output, rehearsal, epochs, name, version, threads,
        };
        columns.AddTo(command);
        command.SetAction(async (result, cancellation) =>
        {
            await Invocation.PrepareToTrain(result.GetValue(threads));
            var folder = result.GetRequiredValue(bundle).FullName;
            var path = result.GetRequiredValue(pairs).FullName;
            var target = result.GetRequiredValue(output).FullName;
            var tuning = new FineTuning(new FineTuneRequest(
                folder, path, result.GetValue(rehearsal)?.FullName ?? LexiconOf(folder), target,
                result.GetValue(name) ?? Path.GetFileNameWithoutExtension(path), result.GetRequiredValue(version),
                result.GetValue(epochs), Options)
            {
                Columns = columns.Read(result),
            });
            DataNotes.Print(path, tuning.BadRows, tuning.Warnings, tuning.Plan);
            Show(TrainingProgress.Run(AnsiConsole.Console, observer => tuning.Execute(observer, cancellation)));
            Console.WriteLine($"Bundle: {target}");
            Console.WriteLine($"Next: davidbert predict --model {target} PHRASE");
            return 0;
        });
        return command;
    }

    private static void Show(FineTuneResult result)
    {
        new ReportTable(
            $"{Markdown.Number(result.Learned)} rows learned, {Markdown.Number(result.Rehearsed)} of the earlier "
            + $"training gone over",
            ["Rows not learned", "-Rows", "-Right before", "-Right after"],
            [.. Row("your own", result.HeldOut), .. Row("of the earlier training", result.Earlier)])
            .Show(AnsiConsole.Console);
        Console.WriteLine(result.Calibration);
    }

    private static string[][] Row(string name, FineTuneResult.Change? change) => change is null
        ? []
        :
        [
            [
                name, Markdown.Number(change.Before.Count), Markdown.Number(change.Before.Top1),
                Markdown.Number(change.After.Top1),
            ],
        ];

    private static string? LexiconOf(string bundle) =>
        Path.Combine(bundle, "lexicon.tsv") is var path && File.Exists(path) ? path : null;
}
