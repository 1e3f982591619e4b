using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using DavidBert.Cli.Commands;

namespace DavidBert.Cli;

/// <summary>The usual help with the command's examples below.</summary>
internal sealed class HelpWithExamples : SynchronousCommandLineAction
{
    private readonly HelpAction usual = new();

    /// <inheritdoc />
    public override int Invoke(ParseResult parseResult)
    {
        var code = usual.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (var example in ExamplesOf(parseResult.CommandResult.Command.Name))
        {
            output.WriteLine($"  {example}");
        }

        output.WriteLine();
        return code;
    }

    private static string[] ExamplesOf(string command) => command switch
    {
        PredictCommand.Name => PredictCommand.Examples,
        LabelCommand.Name => LabelCommand.Examples,
        TokenizeCommand.Name => TokenizeCommand.Examples,
        InfoCommand.Name => InfoCommand.Examples,
        ServeCommand.Name => ServeCommand.Examples,
        PublishCommand.Name => PublishCommand.Examples,
        ModelsCommand.Name => ModelsCommand.Examples,
        RollbackCommand.Name => RollbackCommand.Examples,
        _ => [PredictCommand.Examples[0], LabelCommand.Examples[0], InfoCommand.Examples[0], ServeCommand.Examples[0], PublishCommand.Examples[0]],
    };
}
