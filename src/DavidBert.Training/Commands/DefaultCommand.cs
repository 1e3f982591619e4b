using System.CommandLine;
using DavidBert.Training.Data;
using DavidBert.Training.Hub;
using DavidBert.Training.Reports;
using DavidBert.Training.Runs;
using Spectre.Console;

namespace DavidBert.Training.Commands;

/// <summary>
/// <c>davidbert-train default</c>: the bundle that comes with the repository, and the one its figures are of.
/// </summary>
internal static class DefaultCommand
{
    public static Command Create()
    {
        var data = new Option<FileInfo>("--data")
        {
            Description = "The lexicon.",
            DefaultValueFactory = _ => new FileInfo("models/attributes/lexicon.tsv"),
        }.AcceptExistingOnly();
        var bundle = new Option<DirectoryInfo>("--bundle")
        {
            Description = "The folder of the default bundle.",
            DefaultValueFactory = _ => new DirectoryInfo("models/attributes"),
        };
        var artifacts = new Option<DirectoryInfo>("--artifacts")
        {
            Description = "The folder for trainings and for the split bundle.",
            DefaultValueFactory = _ => new DirectoryInfo("artifacts"),
        };
        var splitRun = Run("--split-run", "on the rows of train");
        var publishedRun = Run("--run", "on all rows");
        var baseModel = CommonOptions.Base();
        var version = CommonOptions.Version();
        var threads = CommonOptions.Threads();
        var products = TrainingOptionSet.Products();
        var command = new Command(
            "default",
            "Makes the default bundle from all rows, and one from the train rows alone, which all figures are of. "
            + "Fails when quantization costs too much.")
        {
            data, bundle, artifacts, splitRun, publishedRun, baseModel, version, threads, products,
        };
        command.SetAction(async (result, cancellation) =>
        {
            await Invocation.PrepareToTrain(result.GetValue(threads));
            var found = BaseModel.Locate(result.GetValue(baseModel));
            var paths = new DefaultPaths(
                result.GetRequiredValue(data).FullName, found.Folder, result.GetRequiredValue(artifacts).FullName,
                result.GetRequiredValue(bundle).FullName)
            {
                SplitRun = result.GetValue(splitRun) is { } split ? new RunFolder(split.FullName) : null,
                PublishedRun = result.GetValue(publishedRun) is { } all ? new RunFolder(all.FullName) : null,
            };
            var info = found.Info;
            var figures = TrainingProgress.Run(AnsiConsole.Console, observer =>
                new DefaultRecipe(
                    paths,
                    info,
                    result.GetRequiredValue(version),
                    TrainingOptionSet.Precision(result, products),
                    observer,
                    Console.Error).Execute(cancellation));
            Print(figures, paths);
            return 0;
        });
        return command;
    }

    private static Option<DirectoryInfo> Run(string name, string rows) => new Option<DirectoryInfo>(name)
    {
        Description = $"An ended training {rows} that is published as it is; by default one is made.",
    }.AcceptExistingOnly();

    private static void Print(DefaultFigures figures, DefaultPaths paths)
    {
        foreach (var (part, evaluation) in figures.Int8)
        {
            foreach (var (kind, accuracy) in evaluation.ByKind)
            {
                var name = $"{part}, {(kind == PhraseKind.Word ? "words" : "phrases")}";
                Console.WriteLine(
                    $"int8, {name,-14} top-1 {accuracy.Top1:F3}  top-5 {accuracy.Top5:F3}  of {accuracy.Count}");
            }
        }

        Console.WriteLine($"Figures are of {paths.Split}; the default bundle is {paths.Bundle}.");
        Console.WriteLine($"Next: davidbert-train card {paths.Bundle}");
        Console.WriteLine(
            $"      davidbert-train evaluate {paths.Split} {paths.Data} --split test --answers docs/answers.md");
    }
}
