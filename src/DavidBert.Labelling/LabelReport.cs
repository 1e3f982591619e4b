using System.Globalization;
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

    /// <summary>
    /// The rows with a word that may be relied on; null where the model has no threshold of confidence.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Confident { get; init; }

    /// <summary>The rows with a word of which the model is not confident; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RowCount? Low { get; init; }

    /// <summary>The rows whose best word has less than the minimum score.</summary>
    public required long BelowMinimum { get; init; }

    /// <summary>The rows of which the model says that no word fits; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RowCount? Unanswered { get; init; }

    /// <summary>The rows with an error, by its code.</summary>
    public required IReadOnlyDictionary<string, RowCount> Errors { get; init; }

    /// <summary>The rows in which a typing error was read as it is meant; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RowCount? ReadAs { get; init; }

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

    /// <summary>Some rows to look at; null where they were left out.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LabelExamples? Examples { get; init; }

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
            Confident = Confident + other.Confident,
            Low = RowCount.Sum(Low, other.Low),
            BelowMinimum = BelowMinimum + other.BelowMinimum,
            Errors = errors,
            Unanswered = RowCount.Sum(Unanswered, other.Unanswered),
            ReadAs = RowCount.Sum(ReadAs, other.ReadAs),
            Truncated = RowCount.Sum(Truncated, other.Truncated),
            OfSeveralLines = RowCount.Sum(OfSeveralLines, other.OfSeveralLines),
            Words = Ranked(words),
            Examples = other.Examples is { } examples ? Examples?.And(examples) : null,
            Seconds = Seconds + other.Seconds,
        };
    }

    private IEnumerable<string> Found()
    {
        if (Errors.TryGetValue(RowError.BadEncoding, out var broken))
        {
            yield return $"{broken.Named("phrase is", "phrases are")} not text in the encoding of the table. "
                + "Tables of older programs are often windows-1252: give that as the encoding.";
        }

        if (Truncated is { } cut)
        {
            yield return $"{cut.Named("phrase is", "phrases are")} longer than the model takes; "
                + $"it read {Counted.Form(cut.Count, "its beginning", "their beginnings")}.";
        }

        if (OfSeveralLines is { } tall)
        {
            yield return $"{tall.Named("row takes", "rows take")} several lines, as quotes hold them together. "
                + "If the quotes are only text, give none as the quote.";
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

    /// <summary>The rows with the lines of the first: <c>1 row takes (line 3)</c>.</summary>
    /// <param name="one">The noun and its verb, of one row.</param>
    /// <param name="many">The same of several.</param>
    internal string Named(string one, string many)
    {
        var form = Counted.Form(Count, one, many).Split(' ');
        return string.Create(CultureInfo.InvariantCulture, $"{Count:N0} {form[0]} ({Place}) {form[1]}");
    }

    /// <summary>Where the first of them is: <c>line 3</c>, or <c>line 3 …</c> where there are others.</summary>
    internal string Place =>
        string.Create(CultureInfo.InvariantCulture, $"line {FirstLines[0]}{(Count > 1 ? " …" : string.Empty)}");

    /// <summary>The rows of both; null where there are none.</summary>
    internal static RowCount? Sum(RowCount? one, RowCount? other) =>
        one is not null && other is not null ? one.And(other) : one ?? other;

    /// <summary>These rows and others of the same table.</summary>
    internal RowCount And(RowCount other) =>
        new(Count + other.Count, [.. FirstLines.Concat(other.FirstLines).Order().Take(MostLines)]);
}
