using System.CommandLine;
using DavidBert.Labelling;

namespace DavidBert.Cli.Commands;

/// <summary>What is said of a name that is not known, with the one that was likely meant.</summary>
internal static class Unknown
{
    /// <summary>Of an option.</summary>
    public static string Option(string name, Command command) => $"there is no option '{name}'{Meant(name, [
        .. command.Options.SelectMany(option => option.Aliases.Prepend(option.Name)),
    ])}";

    /// <summary>Of a command, or of an argument where no command is expected.</summary>
    public static string Command(string name, Command command) => command.Subcommands.Count == 0
        ? $"'{name}' is one argument too many."
        : $"there is no command '{name}'{Meant(name, [
            .. command.Subcommands.Where(other => !other.Hidden).Select(other => other.Name),
        ])}";

    /// <summary>What is likely meant, at the end of a sentence.</summary>
    public static string Meant(string name, IReadOnlyList<string> known) =>
        NearestName.Of(name, known) is { } near ? $"; did you mean '{near}'?" : ".";
}
