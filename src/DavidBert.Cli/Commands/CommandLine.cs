using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using DavidBert.Cli.Shell;

namespace DavidBert.Cli.Commands;

/// <summary>The command line as a whole: its commands, and how each way to fail is told.</summary>
internal static class CommandLine
{
    private const string Name = "davidbert";

    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    // A service answers the requests under way before it ends; the usual two seconds may be too short.
    private static readonly TimeSpan EndTime = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Runs one command line and returns an <see cref="ExitCode"/>; what a user can mend is told in one line.
    /// </summary>
    public static async Task<int> RunAsync(string[] args)
    {
        StandardError.Prepare();
        return await GuardAsync(() =>
        {
            var parsed = Create().Parse(args, Parsing);
            return parsed.Action is ParseErrorAction ? Task.FromResult(TellUsage(parsed)) : InvokeAsync(parsed);
        });
    }

    /// <summary>Runs a command; however it fails, that is told, and the process ends with an exit code.</summary>
    internal static async Task<int> GuardAsync(Func<Task<int>> command)
    {
        try
        {
            return await command();
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
        catch (ReaderGoneException)
        {
            return ExitCode.Success; // it has read enough
        }
        catch (Exception e) when (Failure.MessageOf(e) is { } message)
        {
            Failure.Tell(message);
            return ExitCode.Unusable;
        }
        catch (Exception e)
        {
            Failure.TellUnforeseen(e);
            return ExitCode.Unusable;
        }
    }

    // Not a RootCommand: that one takes its name from the assembly's file.
    private static ExampledCommand Create()
    {
        ExampledCommand[] commands =
        [
            PredictCommand.Create(),
            LabelCommand.Create(),
            TokenizeCommand.Create(),
            InfoCommand.Create(),
            WordsCommand.Create(),
            ServeCommand.Create(),
            HealthCommand.Create(),
            PublishCommand.Create(),
            ModelsCommand.Create(),
            RollbackCommand.Create(),
            CompletionCommand.Create(),
        ];
        var help = new HelpWithExamples();
        var root = new ExampledCommand(
            Name,
            "Maps a phrase to one word: very chonky is about size, fishy about smell.",
            [.. commands.Select(command => command.Examples[0])])
        {
            new HelpOption { Action = help },
            new VersionOption(),
        };
        Array.ForEach(commands, root.Subcommands.Add);
        root.Subcommands.Add(CompletionCommand.CreateComplete(line => root.Parse(line, Parsing)));
        root.SetAction(help.Invoke);
        return root;
    }

    private static async Task<int> InvokeAsync(ParseResult parsed)
    {
        // Help and version go through this writer; commands open standard output themselves.
        await using var shown = new StringWriter();
        var code = await parsed.InvokeAsync(new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = EndTime,
            Output = shown,
        });
        if (shown.GetStringBuilder().Length > 0)
        {
            await using var output = StandardOutput.Open();
            await using var writer = StandardOutput.Writer(output);
            await writer.WriteAsync(shown.ToString());
        }

        return code;
    }

    private static int TellUsage(ParseResult parsed)
    {
        foreach (var message in MessagesOf(parsed))
        {
            Failure.Tell(message);
        }

        var command = parsed.CommandResult.Command.Name;
        StandardError.WriteLine($"Try '{(command is Name ? Name : $"{Name} {command}")} --help'.");
        return ExitCode.Unusable;
    }

    /// <summary>
    /// What is wrong. Behind a mistyped option may stand a secret, so only the option itself is repeated.
    /// </summary>
    private static IEnumerable<string> MessagesOf(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        string[] unknown = [.. parsed.UnmatchedTokens];
        string[] options = [.. unknown.Where(token => token is ['-', _, ..]).Select(Operands.OptionName)];
        return parsed.Errors
            .Select(error => error.Message)
            .Where(message => !Array.Exists(unknown, token => message.Contains($"'{token}'", StringComparison.Ordinal)))
            .Concat(options.Length > 0
                ? options.Select(option => Unknown.Option(option, command))
                : unknown.Take(1).Select(token => Unknown.Command(token, command)));
    }
}

/// <summary>A command whose help ends with examples.</summary>
/// <param name="name">Its name.</param>
/// <param name="description">What it does, in one line.</param>
/// <param name="examples">Whole command lines, the first the plainest; at least one.</param>
internal sealed class ExampledCommand(string name, string description, string[] examples) : Command(name, description)
{
    public IReadOnlyList<string> Examples { get; } = examples;
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
        foreach (var example in ((ExampledCommand)parseResult.CommandResult.Command).Examples)
        {
            output.WriteLine($"  {example}");
        }

        output.WriteLine();
        return code;
    }
}
