namespace DavidBert.Labelling;

/// <summary>Rows of one kind, as a person reads of them.</summary>
/// <param name="Name">What they are, such as <c>confident</c>.</param>
/// <param name="Rows">How many there are.</param>
/// <param name="Lines">Where the first of them begin; empty where that is not told.</param>
internal readonly record struct LabelCount(string Name, long Rows, IReadOnlyList<long> Lines);

/// <summary>How the rows of a report divide, in the words of the summary, the chart and the page.</summary>
internal static class LabelCounts
{
    /// <summary>
    /// The kinds with any rows: those with a word, and why others have none; then what was read as meant, which is
    /// among them.
    /// </summary>
    public static IEnumerable<LabelCount> Of(LabelReport report) =>
        new LabelCount?[]
        {
            report.Confident is { } confident ? new("confident", confident, [])
                : new("with a word", report.Labelled, []),
            Counted("low", report.Low),
            new("below the minimum score", report.BelowMinimum, []),
            Counted("no word fits", report.Unanswered),
        }
        .Concat(report.Errors.Select(error => Counted(error.Key, error.Value)))
        .Append(Counted("read as meant", report.ReadAs))
        .OfType<LabelCount>()
        .Where(count => count.Rows > 0);

    private static LabelCount? Counted(string name, RowCount? rows) =>
        rows is null ? null : new LabelCount(name, rows.Count, rows.FirstLines);
}
