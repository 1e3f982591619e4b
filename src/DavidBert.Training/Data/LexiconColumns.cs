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
    private static readonly string[] Known = ["phrase", "word", "also", "kind", "group", "split"];

    /// <summary>
    /// What other programs call these columns: a row of nothing else is a header, not a phrase and its word.
    /// </summary>
    private static readonly string[] Foreign =
        ["text", "sentence", "input", "label", "class", "category", "answer", "output", "target", "id"];

    /// <summary>
    /// Reads the layout off the first row: a header, or two to three columns of phrase, word and also.
    /// </summary>
    /// <exception cref="InvalidDataException">The row is neither, or a header with other names.</exception>
    public static LexiconColumns Of(IReadOnlyList<string> firstRow)
    {
        var names = firstRow.Select(field => field.Trim().ToLowerInvariant()).ToList();
        if (names.Contains("phrase", StringComparer.Ordinal) || names.Contains("word", StringComparer.Ordinal))
        {
            return OfHeader(names);
        }

        if (names.TrueForAll(name => Foreign.Contains(name, StringComparer.Ordinal)))
        {
            throw new InvalidDataException(
                $"its header ({string.Join(", ", names)}) names neither 'phrase' nor 'word'; call the two columns so");
        }

        return firstRow.Count is 2 or 3
            ? new LexiconColumns((2, 3), false, Indexed(["phrase", "word", "also"]))
            : throw new InvalidDataException(
                $"its first row has {firstRow.Count} column(s) and names neither 'phrase' nor 'word'; "
                + "give a header with these names, or rows of phrase, word and optional further words");
    }

    /// <summary>The field of the named column, trimmed; empty where the row or the table has none.</summary>
    public string Field(IReadOnlyList<string> row, string column) =>
        Indices.TryGetValue(column, out var index) && index < row.Count ? row[index].Trim() : "";

    private static LexiconColumns OfHeader(List<string> names)
    {
        foreach (var column in Known)
        {
            var count = names.Count(name => string.Equals(name, column, StringComparison.Ordinal));
            if (count > 1 || (count == 0 && column is ("phrase" or "word")))
            {
                throw new InvalidDataException(
                    $"its header ({string.Join(", ", names)}) has {(count == 0 ? "no" : $"{count} times the")} "
                    + $"column '{column}'; name it once");
            }
        }

        return new LexiconColumns((names.Count, names.Count), true, Indexed(names));
    }

    private static Dictionary<string, int> Indexed(IEnumerable<string> names) =>
        names.Index()
            .Where(column => Known.Contains(column.Item, StringComparer.Ordinal))
            .ToDictionary(column => column.Item, column => column.Index, StringComparer.Ordinal);
}
