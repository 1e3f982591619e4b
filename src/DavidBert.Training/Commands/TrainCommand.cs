using System.CommandLine;
using DavidBert.Training.Data;
using DavidBert.Training.Hub;
using DavidBert.Training.Reports;
using DavidBert.Training.Runs;
using Spectre.Console;

namespace DavidBert.Training.Commands;

/// <summary><c>davidbert-train train</c>: from pairs of phrase and word to weights and a report.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var data = CommonOptions.Pairs("data");
        var output = new Option<DirectoryInfo>("--output", "-o")
        {
            Description = "The folder for weights, curves and report.",
            Required = true,
        };
        var baseModel = CommonOptions.Base();
        var name = CommonOptions.Name();
        var threads = CommonOptions.Threads();
        var allRows = new Option<bool>("--all-rows")
        {
            Description = "Train on every row, those of dev, test and final too; nothing is left to measure.",
        };
        var start = new Option<DirectoryInfo>("--start")
        {
            Description = "An ended training of the same answers, whose float32 weights this one starts from.",
        }.AcceptExistingOnly();
        var heldOut = TrainingOptionSet.HeldOut();
        var further = new FurtherDataOptions();
        var columns = new ColumnOptions();
        var training = new TrainingOptionSet();
        var command = new Command(
            "train",
            "Trains a model on a file of phrases and their words. Interrupted, it goes on where it was. With "
            + "few rows and no setting but a seed, folds of them choose between a few settings.")
        {
            data, output, baseModel, name, threads, allRows, start, heldOut,
        };
        further.AddTo(command);
        columns.AddTo(command);
        training.AddTo(command);
        command.SetAction(async (result, cancellation) =>
        {
            await Invocation.PrepareToTrain(result.GetValue(threads));
            var found = BaseModel.Locate(result.GetValue(baseModel));
            var path = result.GetRequiredValue(data).FullName;
            var folder = new RunFolder(result.GetRequiredValue(output).FullName);
            var rows = Lexicon.Read(path, columns.Read(result)).Rows.Count;
            var request = further.AddTo(result, new RunRequest(
                result.GetValue(name) ?? Path.GetFileNameWithoutExtension(path), path, found.Folder,
                found.Info, folder, result.GetValue(allRows), training.Read(result, rows))
            {
                Columns = columns.Read(result),
                HeldOut = result.GetValue(heldOut),
                ChoosesByFolds = training.LeavesChoice(result, rows) && result.GetValue(start) is null
                    && !further.AreGiven(result),
                Start = result.GetValue(start) is { } from ? new RunFolder(from.FullName) : null,
            });
            using var run = new TrainingRun(request, Console.Error);
            DataNotes.Print(path, run.BadRows, run.Warnings, run.Plan);
            var manifest = TrainingProgress.Run(
                AnsiConsole.Console, observer => run.Execute(observer, cancellation));
            FoldTable.Of(manifest.Folds)?.Show(AnsiConsole.Console);
            BaselineTable.Of(manifest.Baselines)?.Show(AnsiConsole.Console);
            Console.WriteLine($"Weights, curves and report: {folder.Root}");
            Console.WriteLine($"Next: davidbert-train export {folder.Root} --output BUNDLE");
            return 0;
        });
        return command;
    }
}
