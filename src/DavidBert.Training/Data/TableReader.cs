using CsvHelper;

namespace DavidBert.Training.Data;

/// <summary>
/// Reads the rows of a table, tab-separated without quoting or RFC 4180. A malformed row costs itself only: a quote
/// that is never closed does not swallow the lines that follow.
/// </summary>
internal static class TableReader
{
    /// <summary>How many lines a quoted field may span before its quote counts as never closed.</summary>
    private const int MostLinesOfRow = 50;

    /// <summary>The rows of a file in order, blank lines left out. Invalid UTF-8 appears as U+FFFD.</summary>
    public static IEnumerable<TableRow> Read(string path)
    {
        var lines = File.ReadAllLines(path);
        var delimiter = Delimiter(path, Array.Find(lines, line => !string.IsNullOrWhiteSpace(line)) ?? "");
        int? columns = null;
        for (var i = 0; i < lines.Length;)
        {
            if (string.IsNullOrWhiteSpace(lines[i]))
            {
                i++;
                continue;
            }

            var span = delimiter == '\t' ? 1 : LinesOfRow(lines, i);
            var (fields, fault) = span == 0
                ? ([], "a quote is opened and never closed")
                : Parse(string.Join('\n', lines.AsSpan(i, span).ToArray()), delimiter);
            if (fault is null && span > 1 && columns != fields.Count)
            {
                fault = $"a quote is opened here and closed {span - 1} line(s) later, "
                    + $"which makes {fields.Count} column(s); expected {columns}";
                fields = [];
            }

            columns ??= fault is null ? fields.Count : null;
            yield return new TableRow(i + 1, lines[i], fields, fault);
            i += fault is null ? span : 1;
        }
    }

    /// <summary>
    /// A <c>.tsv</c> has tabs; a <c>.csv</c> commas, or semicolons where its first line has no comma; else the first
    /// line tells.
    /// </summary>
    private static char Delimiter(string path, string firstLine)
    {
        var extension = Path.GetExtension(path).ToLowerInvariant();
        if (extension is ".tsv" || (extension is not ".csv" && firstLine.Contains('\t', StringComparison.Ordinal)))
        {
            return '\t';
        }

        return !firstLine.Contains(',', StringComparison.Ordinal) && firstLine.Contains(';', StringComparison.Ordinal)
            ? ';'
            : ',';
    }

    /// <summary>
    /// How many lines the row that begins at <paramref name="first"/> has: until its quotes are even; 0 when they never
    /// are.
    /// </summary>
    private static int LinesOfRow(string[] lines, int first)
    {
        var quotes = 0;
        for (var i = first; i < Math.Min(lines.Length, first + MostLinesOfRow); i++)
        {
            quotes += lines[i].AsSpan().Count('"');
            if (quotes % 2 == 0)
            {
                return i - first + 1;
            }
        }

        return 0;
    }

    private static (IReadOnlyList<string> Fields, string? Fault) Parse(string text, char delimiter)
    {
        var isMalformed = false;
        var options = new CsvReaderOptions
        {
            HasHeader = false,
            Separator = delimiter,
            Mode = delimiter == '\t' ? CsvMode.NoEscape : CsvMode.Rfc4180,
            OnMalformedRecord = _ => isMalformed = true,
        };
        using var reader = CsvReader.FromText(text, options);
        string[] fields = reader.Read() ? [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)] : [];
        return isMalformed
            ? ([], "a quote is out of place; quote the whole field and double the quotes in it")
            : (fields, null);
    }
}

/// <summary>A row of a table as it was read.</summary>
/// <param name="Line">The line it begins at, from 1.</param>
/// <param name="Text">The text of its first line.</param>
/// <param name="Fields">Its fields; empty when <paramref name="Fault"/> is given.</param>
/// <param name="Fault">Why it could not be read, or null.</param>
internal sealed record TableRow(int Line, string Text, IReadOnlyList<string> Fields, string? Fault);
