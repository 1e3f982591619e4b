using System.CommandLine;
using DavidBert.Labelling;

namespace DavidBert.Cli.Commands;

/// <summary>
/// The options of <c>davidbert label</c> that say how a table is written and what is added to it: those of
/// <see cref="LabelOption"/>, under the names of a command line.
/// </summary>
internal sealed class TableOptions
{
    private const string Header = "header";

    private readonly List<(LabelOption Meaning, Option Option)> all =
        [.. LabelOption.All.Select(meaning => (meaning, Create(meaning)))];

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var (_, option) in all)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>What the command line says.</summary>
    public LabelOptions Read(ParseResult result) => all.Aggregate(
        new LabelOptions(),
        (options, one) => Value(result, one.Option) is { } value ? one.Meaning.Set(options, value) : options);

    private static string? Value(ParseResult result, Option option) => option switch
    {
        Option<string?> text => result.GetValue(text),
        Option<bool> flag when result.GetValue(flag) => flag.Name is "--no-header" ? "false" : "true",
        _ => null,
    };

    private static Option Create(LabelOption meaning)
    {
        if (meaning.Name is Header)
        {
            return new Option<bool>("--no-header")
            {
                Description = "The first row is not a header; columns are named 1, 2, 3 ….",
            };
        }

        var name = $"--{meaning.Name.Replace('_', '-')}";
        var description = meaning.Default is null
            ? meaning.Description
            : $"{meaning.Description} [default: {meaning.Default}]";
        if (meaning.IsSwitch)
        {
            return new Option<bool>(name) { Description = description };
        }

        var option = new Option<string?>(name)
        {
            Description = description,
            HelpName = meaning.Choices.Count > 0 ? string.Join('|', meaning.Choices) : HelpName(meaning.Name),
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                try
                {
                    meaning.Set(new LabelOptions(), text, name);
                    return text;
                }
                catch (LabelException e)
                {
                    result.AddError(e.Message);
                    return null;
                }
            },
        };
        option.CompletionSources.Add([.. meaning.Choices]);
        if (Alias(meaning.Name) is { } alias)
        {
            option.Aliases.Add(alias);
        }

        return option;
    }

    private static string? Alias(string name) => name switch
    {
        "column" => "-c",
        "top_k" => "-k",
        "format" => "-f",
        _ => null,
    };

    private static string HelpName(string name) => name switch
    {
        "minimum_score" => "SCORE",
        "separator" or "quote" => "SIGN",
        "top_k" or "max_record" or "skip_rows" => "N",
        _ => "NAME",
    };
}
