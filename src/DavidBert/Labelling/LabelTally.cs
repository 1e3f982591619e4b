namespace DavidBert.Labelling;

/// <summary>Counts rows as they are written.</summary>
internal sealed class LabelTally(TableLayout layout, LabelOptions options)
{
    private readonly Dictionary<string, long> words = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ErrorCount> errors = new(StringComparer.Ordinal);
    private long rows;
    private long labelled;
    private long belowMinimum;

    /// <summary>Counts a row.</summary>
    /// <param name="answer">Its answer.</param>
    /// <param name="line">The line it begins at.</param>
    public void Add(RowAnswer answer, long line)
    {
        rows++;
        if (answer.Error is { } code)
        {
            errors[code] = errors.GetValueOrDefault(code, ErrorCount.None).And(line);
        }
        else if (answer.HasWord(options))
        {
            labelled++;
            words[answer.Answer!.Word!] = words.GetValueOrDefault(answer.Answer.Word!) + 1;
        }
        else
        {
            belowMinimum++;
        }
    }

    /// <summary>The report so far.</summary>
    public LabelReport Report(ModelIdentity model, double seconds) => new()
    {
        Rows = rows,
        Labelled = labelled,
        BelowMinimum = belowMinimum,
        Errors = new SortedDictionary<string, ErrorCount>(errors, StringComparer.Ordinal),
        Words = LabelReport.Ranked(words),
        Column = layout.Column,
        Added = [.. layout.Added.All],
        Model = model,
        Seconds = seconds,
    };
}
