using System.CommandLine;
using System.Globalization;
using System.Text;
using DavidBert.Bundles;
using DavidBert.Cli.Shell;

namespace DavidBert.Cli.Commands;

/// <summary><c>davidbert words</c>: what a model can answer.</summary>
internal static class WordsCommand
{
    public static ExampledCommand Create()
    {
        var counts = new Option<bool>("--counts")
        {
            Description = "Behind each word a tab and how many rows of the training have it as their answer; nothing "
                + "where the model does not say.",
        };
        var model = ModelOption.Create();
        var command = new ExampledCommand(
            "words",
            "Lists the words that a model can answer, one a line.",
            ["davidbert words", "davidbert words --counts --model my-model"])
        {
            counts, model,
        };
        command.SetAction((result, cancellation) =>
            RunAsync(result.Folder(model), result.GetValue(counts), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string model, bool counts, CancellationToken cancellation)
    {
        var text = new StringBuilder();
        foreach (var (word, rows) in Bundle.Open(model).Words.Listed())
        {
            text.Append(word).Append(counts ? $"\t{rows?.ToString(CultureInfo.InvariantCulture)}" : "").Append('\n');
        }

        await using var output = StandardOutput.Open();
        await output.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), cancellation);
        return ExitCode.Success;
    }
}
