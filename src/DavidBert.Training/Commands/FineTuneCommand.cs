using System.CommandLine;
using DavidBert.Training.Learning;
using DavidBert.Training.Reports;
using DavidBert.Training.Runs;
using Spectre.Console;

namespace DavidBert.Training.Commands;

/// <summary><c>davidbert-train fine-tune</c>: from a bundle and some pairs to a bundle that knows them.</summary>
internal static class FineTuneCommand
{
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
        var threads = CommonOptions.Threads();
        var options = new FineTuneOptions();
        var command = new Command(
            "fine-tune",
            "Makes a bundle of your own answers from pairs of phrase and answer, in a minute or two; nothing is "
            + "downloaded. With few rows folds of them choose between a few settings, and between the encoder of the "
            + "bundle and that of a base checkpoint, where one is here.")
        {
            bundle, pairs, output, threads,
        };
        options.AddTo(command);
        command.SetAction(async (result, cancellation) =>
        {
            await Invocation.PrepareToTrain(result.GetValue(threads));
            var path = result.GetRequiredValue(pairs).FullName;
            var target = result.GetRequiredValue(output).FullName;
            var request = options.Read(result, result.GetRequiredValue(bundle).FullName, path, target);
            Func<ITrainingObserver, FineTuneResult> train;
            if (options.KeepsAnswers(result))
            {
                var tuning = new FineTuning(request);
                DataNotes.Print(path, tuning.BadRows, tuning.Warnings, tuning.Plan);
                train = observer => tuning.Execute(observer, cancellation);
            }
            else
            {
                var own = new OwnAnswers(request, options.Checkpoint(result));
                DataNotes.Print(path, own.BadRows, own.Warnings, own.Plan);
                train = observer => own.Execute(observer, cancellation);
            }

            Show(TrainingProgress.Run(AnsiConsole.Console, train));
            Console.WriteLine($"Bundle: {target}");
            Console.WriteLine($"Next: davidbert predict --model {target} PHRASE");
            return 0;
        });
        return command;
    }

    private static void Show(FineTuneResult result)
    {
        FoldTable.Of(result.Folds)?.Show(AnsiConsole.Console);
        BaselineTable.Of(result.Baselines)?.Show(AnsiConsole.Console);
        new ReportTable(
            $"{Markdown.Number(result.Learned)} rows learned"
            + (result.Rehearsed == 0 ? "" : $", {Markdown.Number(result.Rehearsed)} of the earlier training gone over"),
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
}
