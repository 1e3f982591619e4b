using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using DavidBert.Bundles;
using DavidBert.Cli.Shell;
using DavidBert.Labelling;
using DavidBert.Serving.Configuration;

namespace DavidBert.Cli.Commands;

/// <summary>The command line as a whole: what commands there are, and how each way to fail is told.</summary>
internal static class CommandLine
{
    private const string Name = "davidbert";

    // A service answers what is under way before it ends; the usual two seconds may not be enough.
    private static readonly TimeSpan EndTime = TimeSpan.FromSeconds(30);

    /// <summary>Runs one command line and returns an <see cref="ExitCode"/>; what a user can mend is one line of text.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var parsed = Create().Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        try
        {
            return parsed.Action is ParseErrorAction
                ? TellUsage(parsed)
                : await parsed.InvokeAsync(new InvocationConfiguration
                {
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = EndTime,
                });
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
        catch (IOException e) when (StandardOutput.IsClosed(e))
        {
            return ExitCode.Success; // whoever reads has read enough
        }
        catch (Exception e) when (e is UsageException or BundleException or LabelException or SettingsException
            or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return Tell(e.Message);
        }
        catch (Exception e) when (e is DllNotFoundException || e.InnerException is DllNotFoundException)
        {
            return Tell($"ONNX Runtime does not load on this system: {e.InnerException?.Message ?? e.Message}");
        }
    }

    // No RootCommand: that one takes its name from the assembly's file.
    private static Command Create()
    {
        var help = new HelpWithExamples();
        var command = new Command(Name, "Maps a phrase to one word: very chonky is about size, fishy about smell.")
        {
            PredictCommand.Create(),
            LabelCommand.Create(),
            TokenizeCommand.Create(),
            InfoCommand.Create(),
            ServeCommand.Create(),
            PublishCommand.Create(),
            ModelsCommand.Create(),
            RollbackCommand.Create(),
            new HelpOption { Action = help },
            new VersionOption(),
        };
        command.SetAction(help.Invoke);
        return command;
    }

    private static int TellUsage(ParseResult parsed)
    {
        foreach (var error in parsed.Errors)
        {
            Tell(error.Message);
        }

        var command = parsed.CommandResult.Command.Name;
        StandardError.WriteLine($"Try '{(command is Name ? Name : $"{Name} {command}")} --help'.");
        return ExitCode.Unusable;
    }

    private static int Tell(string message)
    {
        StandardError.WriteLine($"{Name}: {message}");
        return ExitCode.Unusable;
    }
}

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
