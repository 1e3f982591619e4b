namespace DavidBert.Training.Data;

/// <summary>Where the columns of a table of labelled phrases are.</summary>
/// <param name="Columns">How many columns a row has: the least and the most.</param>
/// <param name="HasHeader">Whether the first row names the columns.</param>
/// <param name="Indices">The index of each known column, by its name in lower case.</param>
internal sealed record LexiconColumns(
    (int Least, int Most) Columns,
    bool HasHeader,
    IReadOnlyDictionary<string, int> Indices)
{
    private static readonly string[] Known = ["phrase", "word", "also", "kind", "group", "split", "definition"];

    /// <summary>
    /// What other programs call these columns: a row of nothing else is a header, not a phrase and its word.
    /// </summary>
    private static readonly string[] Foreign =
        ["text", "sentence", "input", "label", "class", "category", "answer", "output", "target", "id"];

    /// <summary>
    /// Reads the layout off the first row: a header, or two to three columns of phrase, word and also.
    /// </summary>
    /// <param name="firstRow">The fields of the first row.</param>
    /// <param name="called">What the columns of phrase and answer are called; unusual names need a header.</param>
    /// <exception cref="InvalidDataException">The row is neither, or a header with other names.</exception>
    public static LexiconColumns Of(IReadOnlyList<string> firstRow, ColumnNames called)
    {
        var names = firstRow.Select(field => called.Known(field.Trim())).ToList();
        if (names.Contains("phrase", StringComparer.Ordinal) || names.Contains("word", StringComparer.Ordinal)
            || called != ColumnNames.Standard)
        {
            return OfHeader(names, called);
        }

        if (names.TrueForAll(name => Foreign.Contains(name, StringComparer.Ordinal)))
        {
            throw new InvalidDataException(
                $"its header ({string.Join(", ", names)}) names neither 'phrase' nor 'word'; say which they are "
                + "with --phrase-column and --label-column");
        }

        return firstRow.Count is 2 or 3
            ? new LexiconColumns((2, 3), false, Indexed(["phrase", "word", "also"]))
            : throw new InvalidDataException(
                $"its first row has {firstRow.Count} column(s) and names neither 'phrase' nor 'word'; "
                + "give a header with these names, say which columns they are with --phrase-column and --label-column, "
                + "or give rows of phrase, word and optional further words");
    }

    /// <summary>The field of the named column, trimmed; empty where the row or the table has none.</summary>
    public string Field(IReadOnlyList<string> row, string column) =>
        Indices.TryGetValue(column, out var index) && index < row.Count ? row[index].Trim() : "";

    private static LexiconColumns OfHeader(List<string> names, ColumnNames called)
    {
        foreach (var column in Known)
        {
            var count = names.Count(name => string.Equals(name, column, StringComparison.Ordinal));
            if (count > 1 || (count == 0 && called.Requires(column)))
            {
                throw new InvalidDataException(
                    $"its header ({string.Join(", ", names.Select(called.AsGiven))}) has "
                    + $"{(count == 0 ? "no" : $"{count} times the")} column '{called.AsGiven(column)}'; name it once");
            }
        }

        return new LexiconColumns((names.Count, names.Count), true, Indexed(names));
    }

    private static Dictionary<string, int> Indexed(IEnumerable<string> names) =>
        names.Index()
            .Where(column => Known.Contains(column.Item, StringComparer.Ordinal))
            .ToDictionary(column => column.Item, column => column.Index, StringComparer.Ordinal);
}

/// <summary>What the columns of a table are called that hold the phrase, its answer and its definition.</summary>
/// <param name="Phrase">The name of the phrase's column, in any case.</param>
/// <param name="Label">The name of the answer's column, in any case.</param>
/// <param name="Definition">The name of the column that says what a phrase means, in any case.</param>
internal sealed record ColumnNames(string Phrase, string Label, string Definition = "definition")
{
    /// <summary>The names that a table has where none are given.</summary>
    public static ColumnNames Standard { get; } = new("phrase", "word");

    /// <summary>Whether a table must have the column: a definition only where its name was given.</summary>
    public bool Requires(string column) =>
        column is "phrase" or "word"
        || (column is "definition" && !string.Equals(Definition, Standard.Definition, StringComparison.Ordinal));

    /// <summary>A name of the file by the names that are known here, in lower case.</summary>
    public string Known(string name) =>
        string.Equals(name, Phrase, StringComparison.OrdinalIgnoreCase) ? Standard.Phrase
        : string.Equals(name, Label, StringComparison.OrdinalIgnoreCase) ? Standard.Label
        : string.Equals(name, Definition, StringComparison.OrdinalIgnoreCase) ? Standard.Definition
        : IsStandard(name) ? $"({name})"
        : name.ToLowerInvariant();

    /// <summary>A name that is known here as the file calls it.</summary>
    public string AsGiven(string name) => name switch
    {
        "phrase" => Phrase,
        "word" => Label,
        "definition" => Definition,
        _ => name,
    };

    // A column of the usual name is none of them where another was named instead.
    private static bool IsStandard(string name) =>
        string.Equals(name, Standard.Phrase, StringComparison.OrdinalIgnoreCase)
        || string.Equals(name, Standard.Label, StringComparison.OrdinalIgnoreCase)
        || string.Equals(name, Standard.Definition, StringComparison.OrdinalIgnoreCase);
}
