using System.Globalization;

namespace DavidBert.Labelling;

/// <summary>
/// Finds the column of the phrases: the one that is asked for, or one that is known, or the only one.
/// </summary>
/// <param name="asked">Its name, or its number from 1; null where none is asked for.</param>
internal sealed class ColumnSearch(string? asked)
{
    /// <summary>What it is called where nothing else names it.</summary>
    public const string Default = "phrase";

    private const int ListedColumns = 40;
    private const int ShownCharacters = 60;

    private static readonly string[] Known = [Default, "text"];

    /// <summary>Whether a column of that name is that of the phrases where no other is asked for.</summary>
    public static bool IsKnown(string column) => Known.Contains(column.Trim(), StringComparer.OrdinalIgnoreCase);

    /// <summary>The number of a column as text, from 1.</summary>
    public static string Number(int index) => (index + 1).ToString(CultureInfo.InvariantCulture);

    /// <summary>The index of the column where each line is a phrase: the only one.</summary>
    /// <exception cref="LabelException">Another one is asked for.</exception>
    public int OfLines() => asked is null || IsKnown(asked) || Numbered([Default], asked) is not null
        ? 0
        : throw new LabelException(
            TableError.NoColumn,
            $"There is no column '{asked}': each line of a text is a phrase. "
            + "Leave the column out, or give csv or tsv as the format if this is a table.");

    /// <summary>The index of the column by the header.</summary>
    /// <exception cref="LabelException">There is none, or there are several.</exception>
    public int OfHeader(string[] columns)
    {
        if (asked is not null)
        {
            return Named(columns, asked)
                ?? Numbered(columns, asked)
                ?? throw Missing($"There is no column '{asked}'", columns);
        }

        return Known.Select(known => Match(columns, known, StringComparison.OrdinalIgnoreCase))
            .FirstOrDefault(index => index is not null)
            ?? (columns.Length == 1
                ? 0
                : throw Missing("There is no column 'phrase' or 'text', and more than one column", columns));
    }

    /// <summary>The index of the column where columns have numbers only.</summary>
    /// <exception cref="LabelException">
    /// There is none of the number, or none is asked for and there are several.
    /// </exception>
    public int OfNumbers(string[] columns) => asked is not null
        ? Numbered(columns, asked) ?? throw Missing($"There is no column '{asked}'", columns)
        : columns.Length == 1 ? 0 : throw Missing("There is more than one column, and no header", columns);

    /// <summary>The key of the phrases in JSON objects.</summary>
    /// <param name="keys">All keys of the objects that were looked at.</param>
    /// <param name="texts">Those that have texts.</param>
    /// <exception cref="LabelException">There is none, or there are several.</exception>
    public string OfKeys(string[] keys, IReadOnlyCollection<string> texts)
    {
        if (keys.Length == 0)
        {
            return asked ?? Default;
        }

        if (asked is not null)
        {
            return Named(keys, asked) is { } index
                ? keys[index]
                : throw Missing($"The objects have no key '{asked}'", keys);
        }

        return Array.Find(Known, known => keys.Contains(known, StringComparer.Ordinal))
            ?? (texts.Count == 1
                ? texts.Single()
                : throw Missing("The objects have no key 'phrase' or 'text', and not one text only", keys));
    }

    private static int? Named(string[] columns, string name) =>
        Match(columns, name, StringComparison.Ordinal) ?? Match(columns, name, StringComparison.OrdinalIgnoreCase);

    private static int? Match(string[] columns, string name, StringComparison comparison)
    {
        int[] found =
        [
            .. Enumerable.Range(0, columns.Length).Where(i => columns[i].Trim().Equals(name.Trim(), comparison)),
        ];
        return found.Length > 1
            ? throw new LabelException(
                TableError.AmbiguousColumn,
                $"The columns {string.Join(", ", found.Select(Number))} are all called '{name}'; "
                + "give the number of the one with the phrases.",
                1)
            : found.Length == 1 ? found[0] : null;
    }

    private static int? Numbered(string[] columns, string number) =>
        int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            && index >= 1 && index <= columns.Length
                ? index - 1
                : null;

    private static LabelException Missing(string why, string[] columns)
    {
        var more = columns.Length > ListedColumns ? $" and {columns.Length - ListedColumns} more" : string.Empty;
        var list = string.Join(", ", columns.Take(ListedColumns).Select(Shown));
        return new LabelException(
            TableError.NoColumn, $"{why}; give the column that holds the phrases: {list}{more}.", 1);
    }

    /// <summary>A name as a message shows it: cut where it is long, without what could steer a terminal.</summary>
    private static string Shown(string column)
    {
        var text = string.Concat(column.Select(c => char.IsControl(c) ? ' ' : c));
        return text.Length <= ShownCharacters ? text : $"{text.AsSpan(0, ShownCharacters)}…";
    }
}
