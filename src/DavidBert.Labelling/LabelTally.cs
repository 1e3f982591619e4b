using DavidBert.Bundles;

namespace DavidBert.Labelling;

/// <summary>Counts rows as they are written.</summary>
/// <param name="layout">The layout of the table.</param>
/// <param name="options">How it is labelled.</param>
/// <param name="model">The model.</param>
/// <param name="tellsConfidence">Whether the model says if it is confident.</param>
internal sealed class LabelTally(
    TableLayout layout, LabelOptions options, ModelIdentity model, bool tellsConfidence)
{
    private readonly Dictionary<string, long> words = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RowCount> errors = new(StringComparer.Ordinal);
    private readonly ExampleTally examples = new();
    private long rows;
    private long labelled;
    private long belowMinimum;
    private long confident;
    private RowCount? low;
    private RowCount? unanswered;
    private RowCount? readAs;
    private RowCount? truncated;
    private RowCount? ofSeveralLines;

    /// <summary>Counts a row.</summary>
    /// <param name="answer">Its answer.</param>
    /// <param name="line">The line it begins at.</param>
    /// <param name="takesLines">Whether a quoted cell holds a line end.</param>
    public void Add(RowAnswer answer, long line, bool takesLines)
    {
        rows++;
        Count(ref truncated, answer.Answer?.Truncated is true, line);
        Count(ref readAs, answer.Answer?.ReadAs is not null, line);
        Count(ref ofSeveralLines, takesLines, line);
        if (answer.Error is { } code)
        {
            errors[code] = errors.GetValueOrDefault(code, RowCount.None).And(line);
        }
        else if (answer.HasWord(options))
        {
            labelled++;
            words[answer.Answer!.Word!] = words.GetValueOrDefault(answer.Answer.Word!) + 1;
            confident += answer.Answer.Confident is true ? 1 : 0;
            Count(ref low, answer.Answer.Confident is false, line);
            examples.Add(answer.Answer, line);
        }
        else if (answer.Answer?.Word is null)
        {
            Count(ref unanswered, isOne: true, line);
        }
        else
        {
            belowMinimum++;
        }
    }

    /// <summary>The report so far.</summary>
    public LabelReport Report(double seconds) => new()
    {
        Rows = rows,
        Labelled = labelled,
        Confident = tellsConfidence ? confident : null,
        Low = low,
        BelowMinimum = belowMinimum,
        Errors = new SortedDictionary<string, RowCount>(errors, StringComparer.Ordinal),
        Unanswered = unanswered,
        ReadAs = readAs,
        Truncated = truncated,
        OfSeveralLines = ofSeveralLines,
        Words = LabelReport.Ranked(words),
        Examples = examples.Report(),
        Column = layout.Column,
        Added = [.. layout.Added.All],
        Model = model,
        Seconds = seconds,
    };

    private static void Count(ref RowCount? rows, bool isOne, long line) =>
        rows = isOne ? (rows ?? RowCount.None).And(line) : rows;
}
