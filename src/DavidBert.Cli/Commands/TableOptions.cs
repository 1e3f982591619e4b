using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using DavidBert.Cli.Shell;
using DavidBert.Labelling;

namespace DavidBert.Cli.Commands;

/// <summary>The options of <c>davidbert label</c> that say how a table is written and what is added to it.</summary>
internal sealed class TableOptions
{
    private const int MaxRecordMebibytes = 256;

    private readonly Option<string?> column = Text("--column", "c", "NAME", "The column of the phrases: its name, or its number from 1. [default: phrase, text, or the only one]");
    private readonly Option<int> topK = WholeNumberOption.Create(
        "--top-k", "How many words to give for a phrase, best first.", 1, Predictor.MaxTopK, Predictor.DefaultTopK);

    private readonly Option<double?> minimumScore = new("--minimum-score")
    {
        Description = "Leave words out whose score is below.",
        HelpName = "SCORE",
        CustomParser = ParseScore,
    };

    private readonly Option<bool> confident = new("--confident")
    {
        Description = "Add a last column 'confident': true where the word may be relied on, by the model's threshold.",
    };

    private readonly Option<string?> wordName = Text("--word-name", null, "NAME", "The name of the column of words. [default: word]");
    private readonly Option<string?> scoreName = Text("--score-name", null, "NAME", "The name of the column of scores. [default: score]");
    private readonly Option<string?> errorName = Text("--error-name", null, "NAME", "The name of the column of errors. [default: error]");
    private readonly Option<bool> escapeFormulas = new("--escape-formulas")
    {
        Description = "Put a ' before cells that a spreadsheet would run as a formula.",
    };

    private readonly Option<TableFormat?> format = ChoiceOption.Create<TableFormat>("--format", "The format. [default: by the name, or the content]");
    private readonly Option<TableEncoding?> encoding = ChoiceOption.Create<TableEncoding>("--encoding", "The encoding. [default: found]");
    private readonly Option<string?> separator = Text("--separator", null, "SIGN", "What stands between cells; 'tab' for a tab. [default: found]");
    private readonly Option<string?> quote = Text("--quote", null, "SIGN", "What stands around cells: \", ' or none. [default: found]");
    private readonly Option<LineEnd?> lineEnd = ChoiceOption.Create<LineEnd>("--line-end", "What ends a line. [default: found]");
    private readonly Option<bool> noHeader = new("--no-header")
    {
        Description = "The first row is no header; columns are named 1, 2, 3 ….",
    };

    private readonly Option<int> maxRecord = WholeNumberOption.Create(
        "--max-record", "The longest row in MiB.", 1, MaxRecordMebibytes, initial: 1);

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        topK.Aliases.Add("-k");
        format.Aliases.Add("-f");
        Option[] all =
        [
            column, topK, minimumScore, confident, wordName, scoreName, errorName, escapeFormulas, format, encoding, separator, quote, lineEnd, noHeader, maxRecord,
        ];
        foreach (var option in all)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>What the command line says.</summary>
    /// <exception cref="UsageException">A sign is no sign.</exception>
    public LabelOptions Read(ParseResult result)
    {
        var quotes = result.GetValue(quote);
        var isNone = string.Equals(quotes, "none", StringComparison.OrdinalIgnoreCase);
        var defaults = new LabelOptions();
        return new LabelOptions
        {
            Column = result.GetValue(column),
            TopK = result.GetValue(topK),
            MinimumScore = result.GetValue(minimumScore),
            Confident = result.GetValue(confident),
            WordName = result.GetValue(wordName) ?? defaults.WordName,
            ScoreName = result.GetValue(scoreName) ?? defaults.ScoreName,
            ErrorName = result.GetValue(errorName) ?? defaults.ErrorName,
            EscapeFormulas = result.GetValue(escapeFormulas),
            Format = result.GetValue(format),
            Encoding = result.GetValue(encoding),
            Separator = Sign("--separator", result.GetValue(separator)),
            HasQuotes = quotes is null ? null : !isNone,
            Quote = (isNone ? null : Sign("--quote", quotes)) ?? defaults.Quote,
            LineEnd = result.GetValue(lineEnd),
            HasHeader = !result.GetValue(noHeader),
            Limits = defaults.Limits with { MaxRecordBytes = result.GetValue(maxRecord) << 20 },
        };
    }

    private static Option<string?> Text(string name, string? alias, string helpName, string description)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = helpName };
        if (alias is not null)
        {
            option.Aliases.Add($"-{alias}");
        }

        return option;
    }

    private static double? ParseScore(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (double.TryParse(text, CultureInfo.InvariantCulture, out var score) && score is >= 0 and <= 1)
        {
            return score;
        }

        result.AddError($"--minimum-score is '{text}'; expected a number from 0 to 1.");
        return null;
    }

    private static char? Sign(string option, string? text) => text switch
    {
        null => null,
        "tab" or "\\t" => '\t',
        [var sign] => sign,
        _ => throw new UsageException($"{option} is '{text}'; expected one sign."),
    };
}
