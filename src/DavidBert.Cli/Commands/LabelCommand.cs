using System.CommandLine;
using DavidBert.Cli.Labelling;
using DavidBert.Labelling;

namespace DavidBert.Cli.Commands;

/// <summary><c>davidbert label</c>: a word for each row of tables.</summary>
internal static class LabelCommand
{
    public static ExampledCommand Create()
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = $"Tables ({TableName.Endings}), folders of them, or patterns. "
                + "With none, or with '-', standard input.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var output = new Option<string?>("--output", "-o")
        {
            Description = "The labelled file, the folder for labelled files, or '-' for standard output. "
                + "[default: NAME.labelled.EXT beside each input]",
            HelpName = "OUT",
        };
        var force = new Option<bool>("--force") { Description = "Replace output files that davidbert did not make." };
        var quiet = new Option<bool>("--quiet", "-q") { Description = "Show no progress, no summary and no chart." };
        var threads = WholeNumberOption.Threads(Environment.ProcessorCount);
        var model = ModelOption.Create();
        var table = new TableOptions();
        var command = new ExampledCommand(
            "label",
            "Adds a word, its score and, if there is none, an error to each row of tables.",
            [
                "davidbert label reviews.csv",
                "davidbert label reviews.csv --column remark --top-k 3 -o labelled.csv",
                "davidbert label 'surveys/**/*.csv.gz' -o labelled/",
                "davidbert label --format jsonl < reviews.jsonl > labelled.jsonl",
            ])
        {
            files, output,
        };
        table.AddTo(command);
        var reading = new ReadingOptions();
        reading.AddTo(command);
        Array.ForEach<Option>([force, quiet, model, threads], command.Options.Add);
        command.SetAction((result, cancellation) =>
        {
            var inputs = Operands.Of(result, files);
            var options = table.Read(result) with { ChunkBytes = ResumableLabelling.ChunkBytes };
            options.Check();
            var plan = LabelPlan.Of(
                [.. inputs.Select(input => input.IsStandardInput ? null : input.Text)], result.GetValue(output));
            var session = new LabelSession(
                options,
                result.Folder(model),
                reading.Read(result) with { Threads = 1 },
                reading.IdentityOf(result),
                result.GetValue(threads),
                result.GetValue(force),
                result.GetValue(quiet));
            return session.RunAsync(plan, cancellation);
        });
        return command;
    }
}
