using System.CommandLine;
using System.Globalization;

namespace DavidBert.Cli.Commands;

/// <summary>Options that take a whole number within bounds.</summary>
internal static class WholeNumberOption
{
    /// <summary>The option; a value that is no number or out of its range is refused by name.</summary>
    public static Option<int> Create(string name, string description, int least, int most, int initial) => new(name)
    {
        Description = description,
        HelpName = "N",
        DefaultValueFactory = _ => initial,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (!int.TryParse(text, CultureInfo.InvariantCulture, out var value) || value < least || value > most)
            {
                result.AddError($"{name} is '{text}'; expected a number from {least} to {most}.");
            }

            return value;
        },
    };
}
