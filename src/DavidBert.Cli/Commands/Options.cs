using System.CommandLine;
using System.Globalization;
using DavidBert.Bundles;

namespace DavidBert.Cli.Commands;

/// <summary>
/// Options that take one of a few names of output formats, each the lower-case name of an enum's value.
/// </summary>
internal static class FormatOption
{
    /// <summary>The option; its first name is the default.</summary>
    public static Option<TFormat> Create<TFormat>(string description)
        where TFormat : struct, Enum
    {
        string[] names = [.. Enum.GetNames<TFormat>().Select(name => name.ToLowerInvariant())];
        var option = new Option<TFormat>("--format", "-f")
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

                result.AddError($"--format is '{text}'; expected {string.Join(", ", names[..^1])} or {names[^1]}"
                    + Unknown.Meant(text, names));
                return default;
            },
        };
        option.CompletionSources.Clear();
        option.CompletionSources.Add(names);
        return option;
    }
}

/// <summary>Which bundle a command works with.</summary>
internal static class ModelOption
{
    /// <summary>The option; its value is a folder, null for the default bundle.</summary>
    public static Option<string?> Create() => new("--model", "-m")
    {
        Description = "The folder of the model. [default: the one that comes with davidbert]",
        HelpName = "PATH",
    };

    /// <summary>The folder of the bundle.</summary>
    public static string Folder(this ParseResult result, Option<string?> option) =>
        result.GetValue(option) ?? Bundle.DefaultFolder;
}

/// <summary>Options that take a whole number within bounds.</summary>
internal static class WholeNumberOption
{
    private const int MaxThreads = 1_024;

    /// <summary>How many threads compute.</summary>
    public static Option<int> Threads(int initial) =>
        Create("--threads", "Threads to compute with.", 1, MaxThreads, initial);

    /// <summary>The option; what is not a whole number, or is out of its range, is refused.</summary>
    public static Option<int> Create(string name, string description, int least, int most, int initial) => new(name)
    {
        Description = description,
        HelpName = "N",
        DefaultValueFactory = _ => initial,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
                && value >= least && value <= most)
            {
                return value;
            }

            result.AddError($"{name} is '{text}'; expected a whole number from {least} to {most}.");
            return initial;
        },
    };
}
