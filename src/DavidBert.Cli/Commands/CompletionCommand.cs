using System.CommandLine;
using DavidBert.Cli.Shell;

namespace DavidBert.Cli.Commands;

/// <summary>
/// <c>davidbert completion</c>: the script that makes a shell complete its command lines. The scripts ask the hidden
/// command <c>complete</c> what may follow.
/// </summary>
internal static class CompletionCommand
{
    private enum ShellName
    {
        Bash,
        Zsh,
        Fish,
        Pwsh,
    }

    /// <summary>The command that prints a shell's script.</summary>
    public static ExampledCommand Create()
    {
        string[] names = [.. Enum.GetNames<ShellName>().Select(name => name.ToLowerInvariant())];
        var shell = new Argument<string>("SHELL") { Description = $"The shell: {string.Join(", ", names)}." };
        shell.AcceptOnlyFromAmong(names);
        var command = new ExampledCommand(
            "completion",
            "Prints a script that makes the shell complete commands, options and values.",
            [
                "source <(davidbert completion bash)",
                "davidbert completion zsh > ~/.zfunc/_davidbert",
                "davidbert completion fish > ~/.config/fish/completions/davidbert.fish",
                "davidbert completion pwsh | Out-String | Invoke-Expression",
            ])
        {
            shell,
        };
        command.SetAction((result, _) => WriteAsync(ScriptOf(Enum.Parse<ShellName>(
            result.GetRequiredValue(shell), ignoreCase: true))));
        return command;
    }

    /// <summary>The hidden command that the scripts call.</summary>
    /// <param name="parse">Reads a command line as it is read when it runs.</param>
    public static Command CreateComplete(Func<string, ParseResult> parse)
    {
        var position = new Argument<int>("POSITION") { Description = "Where the cursor stands in the line." };
        var line = new Argument<string>("LINE") { Description = "The command line, the program's name included." };
        var command = new ExampledCommand(
            "complete", "Prints what may follow in a command line.", ["davidbert complete 14 \"davidbert pred\""])
        {
            position, line,
        };
        command.Hidden = true;
        command.SetAction((result, _) => WriteAsync(string.Concat(
            Following(parse, result.GetRequiredValue(line), result.GetRequiredValue(position))
                .Select(item => $"{item}\n"))));
        return command;
    }

    /// <summary>
    /// What may stand where the cursor is, by the alphabet: options once a dash is typed, by their long names.
    /// </summary>
    private static IEnumerable<string> Following(Func<string, ParseResult> parse, string line, int position)
    {
        var cursor = Math.Clamp(position, 0, line.Length);
        var word = line[(line.AsSpan(0, cursor).LastIndexOfAny(' ', '\t') + 1)..cursor];
        return parse(line).GetCompletions(cursor)
            .Select(item => item.InsertText ?? item.Label)
            .Where(item => item.StartsWith(word, StringComparison.Ordinal))
            .Where(item => item is ['-', '-', ..] ? word.Length > 0 : item is not ['-' or '/', ..])
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);
    }

    private static async Task<int> WriteAsync(string text)
    {
        await using var output = StandardOutput.Open();
        await using var writer = StandardOutput.Writer(output);
        await writer.WriteAsync(text);
        return ExitCode.Success;
    }

    // Where davidbert knows nothing to follow, the shell offers names of files.
    private static string ScriptOf(ShellName shell) => shell switch
    {
        ShellName.Bash => """
            _davidbert() {
              local words
              words="$("${COMP_WORDS[0]}" complete "$COMP_POINT" "$COMP_LINE" 2>/dev/null)"
              COMPREPLY=($(compgen -W "$words" -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            complete -o default -F _davidbert davidbert

            """,
        ShellName.Zsh => """
            #compdef davidbert
            _davidbert() {
              local -a found
              found=("${(@f)$("${words[1]}" complete "$CURSOR" "$BUFFER" 2>/dev/null)}")
              if [[ -n "$found" ]]; then compadd -a found; else _files; fi
            }
            if [[ "$funcstack[1]" = _davidbert ]]; then _davidbert "$@"; else compdef _davidbert davidbert; fi

            """,
        ShellName.Fish => """
            complete --command davidbert --arguments '(davidbert complete (commandline --cursor) (commandline | string collect) 2>/dev/null)'

            """,
        ShellName.Pwsh => """
            Register-ArgumentCompleter -Native -CommandName davidbert -ScriptBlock {
              param($word, $line, $cursor)
              davidbert complete $cursor "$line" 2>$null | ForEach-Object {
                [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
              }
            }

            """,
    };
}
