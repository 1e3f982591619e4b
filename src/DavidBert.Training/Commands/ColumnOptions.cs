using System.CommandLine;
using DavidBert.Training.Data;

namespace DavidBert.Training.Commands;

/// <summary>What the columns of a table are called, for tables as they come: <c>id,text,label</c>.</summary>
internal sealed class ColumnOptions
{
    private readonly Option<string> phrase = new("--phrase-column")
    {
        Description = "The name of the column that holds the phrase.",
        HelpName = "NAME",
        DefaultValueFactory = _ => ColumnNames.Standard.Phrase,
    };

    private readonly Option<string> label = new("--label-column")
    {
        Description = "The name of the column that holds the answer.",
        HelpName = "NAME",
        DefaultValueFactory = _ => ColumnNames.Standard.Label,
    };

    private readonly Option<string> definition = new("--definition-column")
    {
        Description = "The name of the column that says what a phrase means; it is read beside the phrase.",
        HelpName = "NAME",
        DefaultValueFactory = _ => ColumnNames.Standard.Definition,
    };

    /// <summary>Adds the options to <paramref name="command"/>.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(phrase);
        command.Options.Add(label);
        command.Options.Add(definition);
    }

    /// <summary>The names that the user gave; null for the usual ones.</summary>
    public ColumnNames? Read(ParseResult result)
    {
        var names = new ColumnNames(
            result.GetRequiredValue(phrase).Trim(), result.GetRequiredValue(label).Trim(),
            result.GetRequiredValue(definition).Trim());
        return names == ColumnNames.Standard ? null : names;
    }
}
