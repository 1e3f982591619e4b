using System.CommandLine;

namespace DavidBert.Cli.Commands;

/// <summary>Options that take one of a few names of output formats, each the lower-case name of an enum's value.</summary>
internal static class FormatOption
{
    /// <summary>The option; its first name is the default.</summary>
    public static Option<TFormat> Create<TFormat>(string description)
        where TFormat : struct, Enum
    {
        string[] names = [.. Enum.GetNames<TFormat>().Select(name => name.ToLowerInvariant())];
        return new Option<TFormat>("--format", "-f")
        {
            Description = $"{description} [default: {names[0]}]",
            HelpName = string.Join('|', names),
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (names.Contains(text, StringComparer.Ordinal))
                {
                    return Enum.Parse<TFormat>(text, ignoreCase: true);
                }

                result.AddError($"--format is '{text}'; expected {string.Join(", ", names[..^1])} or {names[^1]}.");
                return default;
            },
        };
    }
}
