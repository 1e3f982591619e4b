namespace DavidBert.Readme.Tests;

/// <summary>
/// A command of the README: a line of a <c>console</c> example that starts with <c>$</c>, and what follows it.
/// </summary>
/// <param name="Text">What is typed.</param>
/// <param name="Mark">What it needs that a test does not have, from the comment at its end; empty for nothing.</param>
/// <param name="Output">The lines that the README shows under it; none where it shows no output.</param>
internal sealed record ReadmeCommand(string Text, string Mark, IReadOnlyList<string> Output)
{
    /// <summary>The mark of a command that runs until it is stopped.</summary>
    public const string Serves = "ends with Ctrl-C";

    /// <summary>All commands in the order of the README.</summary>
    public static IReadOnlyList<ReadmeCommand> ReadAll()
    {
        var commands = new List<ReadmeCommand>();
        var examples = MarkdownPage.Read(Repository.Readme).Examples;
        foreach (var example in examples.Where(example => example.Language is "console"))
        {
            foreach (var line in example.Lines)
            {
                if (line.StartsWith("$ ", StringComparison.Ordinal))
                {
                    commands.Add(Parse(line[2..]));
                }
                else if (commands.Count > 0)
                {
                    ((List<string>)commands[^1].Output).Add(line);
                }
            }
        }

        return commands;
    }

    private static ReadmeCommand Parse(string line)
    {
        var mark = line.IndexOf("  # ", StringComparison.Ordinal);
        return mark < 0
            ? new ReadmeCommand(line.Trim(), "", new List<string>())
            : new ReadmeCommand(line[..mark].Trim(), line[(mark + 4)..].Trim(), new List<string>());
    }
}
