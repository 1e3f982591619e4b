using System.Text.Json.Serialization;
using DavidBert.Bundles;

namespace DavidBert.Labelling;

/// <summary>What became of the rows of a table, or of a part of it.</summary>
public sealed record LabelReport
{
    /// <summary>The rows; neither the header nor empty lines of cells or JSON are any.</summary>
    public required long Rows { get; init; }

    /// <summary>The rows with a word.</summary>
    public required long Labelled { get; init; }

    /// <summary>The rows whose best word has less than the minimum score.</summary>
    public required long BelowMinimum { get; init; }

    /// <summary>The rows of which the model says that no word fits; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RowCount? Unanswered { get; init; }

    /// <summary>The rows with an error, by its code.</summary>
    public required IReadOnlyDictionary<string, RowCount> Errors { get; init; }

    /// <summary>
    /// The rows whose phrase is longer than the model takes, of which it read the beginning; null for none.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RowCount? Truncated { get; init; }

    /// <summary>
    /// The rows of cells that take several lines; null for none. Where quotes are not meant as such, they are several
    /// rows.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RowCount? OfSeveralLines { get; init; }

    /// <summary>What is worth a look, for a person; null for nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Notes => Found().ToList() is { Count: > 0 } notes ? notes : null;

    /// <summary>How many rows each word has, the most frequent first.</summary>
    public required IReadOnlyDictionary<string, long> Words { get; init; }

    /// <summary>The column of the phrases.</summary>
    public required string Column { get; init; }

    /// <summary>The names of the columns that were added.</summary>
    public required IReadOnlyList<string> Added { get; init; }

    /// <summary>The model.</summary>
    public required ModelIdentity Model { get; init; }

    /// <summary>How long it took, in seconds; of parts that were labelled apart, all their time.</summary>
    public required double Seconds { get; init; }

    /// <summary>The report of this part and another one of the same table, in whatever order they stand.</summary>
    /// <exception cref="ArgumentException">
    /// The parts were answered by different models or in different columns.
    /// </exception>
    public LabelReport And(LabelReport other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Model != Model || !string.Equals(other.Column, Column, StringComparison.Ordinal)
            || !other.Added.SequenceEqual(Added, StringComparer.Ordinal))
        {
            throw new ArgumentException("The reports are of different models or tables.", nameof(other));
        }

        var errors = new SortedDictionary<string, RowCount>(StringComparer.Ordinal);
        foreach (var (code, count) in Errors.Concat(other.Errors))
        {
            errors[code] = errors.TryGetValue(code, out var before) ? before.And(count) : count;
        }

        var words = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (word, count) in Words.Concat(other.Words))
        {
            words[word] = words.GetValueOrDefault(word) + count;
        }

        return this with
        {
            Rows = Rows + other.Rows,
            Labelled = Labelled + other.Labelled,
            BelowMinimum = BelowMinimum + other.BelowMinimum,
            Errors = errors,
            Unanswered = RowCount.Sum(Unanswered, other.Unanswered),
            Truncated = RowCount.Sum(Truncated, other.Truncated),
            OfSeveralLines = RowCount.Sum(OfSeveralLines, other.OfSeveralLines),
            Words = Ranked(words),
            Seconds = Seconds + other.Seconds,
        };
    }

    private IEnumerable<string> Found()
    {
        if (Errors.TryGetValue(RowError.BadEncoding, out var broken))
        {
            yield return $"{broken.Count} phrases (line {broken.FirstLines[0]} …) are not text in the encoding of the "
                + "table. Tables of older programs are often windows-1252: give that as the encoding.";
        }

        if (Truncated is { } cut)
        {
            yield return $"{cut.Count} phrases (line {cut.FirstLines[0]} …) are longer than the model takes; "
                + "it read their beginnings.";
        }

        if (OfSeveralLines is { } tall)
        {
            yield return $"{tall.Count} rows (line {tall.FirstLines[0]} …) take several lines, as quotes hold them "
                + "together. If the quotes are only text, give none as the quote.";
        }
    }

    /// <summary>The words by their number, then by the alphabet.</summary>
    internal static IReadOnlyDictionary<string, long> Ranked(Dictionary<string, long> words) =>
        new OrderedDictionary<string, long>(
            words.OrderByDescending(word => word.Value).ThenBy(word => word.Key, StringComparer.Ordinal),
            StringComparer.Ordinal);
}

/// <summary>Rows of one kind.</summary>
/// <param name="Count">The number of rows.</param>
/// <param name="FirstLines">
/// The lines where the first of them begin, at most <see cref="MostLines"/>, ascending.
/// </param>
public sealed record RowCount(long Count, IReadOnlyList<long> FirstLines)
{
    /// <summary>How many lines are named.</summary>
    public const int MostLines = 10;

    /// <summary>No row.</summary>
    internal static RowCount None { get; } = new(0, []);

    /// <summary>These rows and one that begins at a later line.</summary>
    internal RowCount And(long line) =>
        new(Count + 1, FirstLines.Count < MostLines ? [.. FirstLines, line] : FirstLines);

    /// <summary>The rows of both; null where there are none.</summary>
    internal static RowCount? Sum(RowCount? one, RowCount? other) =>
        one is not null && other is not null ? one.And(other) : one ?? other;

    /// <summary>These rows and others of the same table.</summary>
    internal RowCount And(RowCount other) =>
        new(Count + other.Count, [.. FirstLines.Concat(other.FirstLines).Order().Take(MostLines)]);
}

/// <summary>Counts rows as they are written.</summary>
internal sealed class LabelTally(TableLayout layout, LabelOptions options)
{
    private readonly Dictionary<string, long> words = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RowCount> errors = new(StringComparer.Ordinal);
    private long rows;
    private long labelled;
    private long belowMinimum;
    private RowCount? unanswered;
    private RowCount? truncated;
    private RowCount? ofSeveralLines;

    /// <summary>Counts a row.</summary>
    /// <param name="answer">Its answer.</param>
    /// <param name="line">The line it begins at.</param>
    /// <param name="takesLines">Whether a quoted cell holds a line end.</param>
    public void Add(RowAnswer answer, long line, bool takesLines)
    {
        rows++;
        truncated = answer.Answer?.Truncated is true ? (truncated ?? RowCount.None).And(line) : truncated;
        ofSeveralLines = takesLines ? (ofSeveralLines ?? RowCount.None).And(line) : ofSeveralLines;
        if (answer.Error is { } code)
        {
            errors[code] = errors.GetValueOrDefault(code, RowCount.None).And(line);
        }
        else if (answer.HasWord(options))
        {
            labelled++;
            words[answer.Answer!.Word!] = words.GetValueOrDefault(answer.Answer.Word!) + 1;
        }
        else if (answer.Answer?.Word is null)
        {
            unanswered = (unanswered ?? RowCount.None).And(line);
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
        Errors = new SortedDictionary<string, RowCount>(errors, StringComparer.Ordinal),
        Unanswered = unanswered,
        Truncated = truncated,
        OfSeveralLines = ofSeveralLines,
        Words = LabelReport.Ranked(words),
        Column = layout.Column,
        Added = [.. layout.Added.All],
        Model = model,
        Seconds = seconds,
    };
}
