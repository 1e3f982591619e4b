namespace DavidBert.Training.Tests.Readme;

/// <summary>A command of the README: a line of a <c>console</c> block that starts with <c>$</c>.</summary>
/// <param name="Text">What is typed.</param>
/// <param name="Mark">What it needs that a test has not, from the comment at its end; empty where it needs nothing.</param>
internal sealed record ReadmeCommand(string Text, string Mark)
{
    private const string Needs = "# needs ";

    /// <summary>All commands in the order of the README.</summary>
    public static IReadOnlyList<ReadmeCommand> ReadAll()
    {
        var commands = new List<ReadmeCommand>();
        var inBlock = false;
        foreach (var line in File.ReadLines(Path.Combine(Repository.Root, "README.md")))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                inBlock = line.StartsWith("```console", StringComparison.Ordinal);
            }
            else if (inBlock && line.StartsWith("$ ", StringComparison.Ordinal))
            {
                commands.Add(Parse(line[2..]));
            }
        }

        return commands;
    }

    private static ReadmeCommand Parse(string line)
    {
        var mark = line.IndexOf(Needs, StringComparison.Ordinal);
        return mark < 0
            ? new ReadmeCommand(line.Trim(), "")
            : new ReadmeCommand(line[..mark].Trim(), line[(mark + Needs.Length)..].Trim());
    }
}
