using System.CommandLine;
using DavidBert.Cli.Labelling;

namespace DavidBert.Cli.Commands;

/// <summary><c>davidbert label</c>: a word for each row of tables.</summary>
internal static class LabelCommand
{
    public const string Name = "label";

    private const int MaxThreads = 1_024;

    public static readonly string[] Examples =
    [
        "davidbert label reviews.csv",
        "davidbert label reviews.csv --column remark --top-k 3 -o labelled.csv",
        "davidbert label 'surveys/**/*.csv.gz' -o labelled/",
        "davidbert label --format jsonl < reviews.jsonl > labelled.jsonl",
    ];

    public static Command Create()
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "Tables (.csv, .tsv, .txt, .jsonl, each also .gz), folders of them, or patterns. Without any, or for '-', standard input.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var output = new Option<string?>("--output", "-o")
        {
            Description = "The labelled file, the folder of labelled files, or '-' for standard output. [default: NAME.labelled.EXT beside each]",
            HelpName = "OUT",
        };
        var force = new Option<bool>("--force") { Description = "Replace files that davidbert has not made." };
        var quiet = new Option<bool>("--quiet", "-q") { Description = "Show no progress, no summary and no chart." };
        var threads = WholeNumberOption.Create("--threads", "Threads to compute with.", 1, MaxThreads, initial: Environment.ProcessorCount);
        var model = ModelOption.Create();
        var table = new TableOptions();
        var command = new Command(Name, "Adds a word, its score and, where there is none, an error to each row of tables.") { files, output };
        table.AddTo(command);
        foreach (var option in (Option[])[force, quiet, model, threads])
        {
            command.Options.Add(option);
        }

        command.SetAction((result, cancellation) =>
        {
            var paths = result.GetValue(files) ?? [];
            PhrasesArgument.RefuseUnknownOptions(result, paths);
            var options = table.Read(result);
            options.Check();
            var jobs = LabelJob.Plan(paths, result.GetValue(output));
            var job = new LabelSession(options, result.Folder(model), result.GetValue(threads), result.GetValue(force), result.GetValue(quiet));
            return job.RunAsync(jobs, cancellation);
        });
        return command;
    }
}
