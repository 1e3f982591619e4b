using System.Buffers;
using System.Globalization;

namespace DavidBert.Labelling;

/// <summary>Tells by its first records how the cells of a table are separated and quoted.</summary>
internal sealed class CellSniffer(ReadOnlyMemory<byte> sample, bool isAll, LabelOptions options)
{
    private const int LookedRecords = 64;
    private const int LookedCells = 256;
    private const int TabWeight = 4;

    private static readonly SearchValues<char> QuotedSigns = SearchValues.Create(",;\t|\"\r\n");

    private static readonly char[] Separators = [',', ';', '\t', '|'];

    /// <summary>Whether the character is one of those that are tried.</summary>
    public static bool IsSeparator(char c) => Separators.Contains(c);

    /// <summary>The dialect with its separator and quotes.</summary>
    /// <param name="dialect">The dialect without them.</param>
    /// <param name="given">The separator, where it is known.</param>
    public TableDialect Sniff(TableDialect dialect, char? given)
    {
        var separators = given is { } known ? [known] : dialect.Format == TableFormat.Tsv ? ['\t'] : Separators;
        return separators.Select(separator => WithQuotes(dialect with { Separator = separator })).MaxBy(Evidence)!;
    }

    /// <summary>
    /// How well the records agree in a number of cells above 1; then, how few columns hold other separators. A list in
    /// a cell (<c>1,fishy,a;b;c</c>) agrees too, and may even have more cells than the table.
    /// </summary>
    private (double Share, int Clean) Evidence(TableDialect dialect)
    {
        var rows = Read(dialect);
        if (rows is not [{ Cells.Length: > 1 } first, ..])
        {
            return (0, 0);
        }

        var alike = rows.Count(row => row.Cells.Length == first.Cells.Length
            || (row.Cells.Length == first.Cells.Length + 1 && row.Cells[^1].Length == 0));
        var columns = Enumerable.Range(0, Math.Min(first.Cells.Length, LookedCells));
        var foreign = columns.Sum(
            column => rows.Max(row => column < row.Cells.Length ? row.Foreign(column, dialect.Separator) : 0));
        return ((double)alike / rows.Count, -foreign);
    }

    /// <summary>
    /// Commas come with quotes. Tabs do where quotes stand around whole cells of the sample: many a file of tabs has
    /// them as text. Quotes that take in lines which are rows like the others are text, too.
    /// </summary>
    private TableDialect WithQuotes(TableDialect dialect)
    {
        var quoted = dialect with { Quote = options.Quote };
        if (options.HasQuotes is false)
        {
            return dialect;
        }

        var rows = Read(quoted);
        var broken = rows.Count(row => row.IsBroken);
        if (broken > 0 && options.Quote == '"' && Read(quoted with { HasBackslashes = true }) is var escaped
            && escaped.Count(row => row.IsBroken) < broken
            && escaped.Exists(row => row.HasEscapedQuote)
            && !escaped.Exists(row => Swallows(row, escaped, dialect)))
        {
            return quoted with { HasBackslashes = true };
        }

        if (options.HasQuotes is true)
        {
            return quoted;
        }

        var swallowing = rows.Count(row => Swallows(row, rows, dialect));
        var whole = rows.Count(row => row.Quotes == QuoteUse.Whole) - swallowing;
        return dialect.Format == TableFormat.Tsv
            ? whole > 0 && broken == 0 && swallowing == 0 ? quoted : dialect
            : swallowing > 0 && !rows.Exists(row => row.NeedsQuotes && row.Lines == 1) ? dialect : quoted;
    }

    /// <summary>
    /// Whether the quotes of a record hold lines together that are rows like the others: they have as many cells, and
    /// numbers in a column where all others have them.
    /// </summary>
    private static bool Swallows(SampleRow record, List<SampleRow> rows, TableDialect unquoted)
    {
        if (record.Quotes != QuoteUse.Whole || record.Lines == 1)
        {
            return false;
        }

        string[][] lines =
        [
            .. record.Text.Split(unquoted.LineEnd == LineEnd.Cr ? '\r' : '\n')
                .Select(line => line.TrimEnd('\r').Split(unquoted.Separator)),
        ];
        var width = rows[0].Cells.Length;
        var others = rows.Skip(unquoted.HasHeader ? 1 : 0).Where(row => row.Lines == 1 && !row.IsBroken).ToList();
        return Array.TrueForAll(lines, line => line.Length == width)
            && Enumerable.Range(0, Math.Min(width, LookedCells)).Any(column =>
                others.TrueForAll(row => IsNumber(row.Cells.ElementAtOrDefault(column)))
                && Array.TrueForAll(lines, line => IsNumber(line[column])));
    }

    private List<SampleRow> Read(TableDialect dialect)
    {
        var cells = new CellReader(dialect);
        return [.. SampleRecords.Of(dialect, sample, isAll, options).Where(record => !record.Body.IsEmpty)
            .Take(LookedRecords)
            .Select(found =>
            {
                cells.Read(found.Body.Span);
                return new SampleRow(
                    TextEncoding.Of(dialect.Encoding).GetString(found.Body.Span),
                    [.. Enumerable.Range(0, Math.Min(cells.Count, options.Limits.MaxColumns + 1)).Select(cells.Value)],
                    [.. Enumerable.Range(0, Math.Min(cells.Count, LookedCells)).Select(cells.IsQuoted)],
                    found.Record.Lines,
                    found.Record.Quotes);
            })];
    }

    private static bool IsNumber(string? cell) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    /// <summary>A record of the sample, its cells and how they are quoted.</summary>
    private sealed record SampleRow(string Text, string[] Cells, bool[] Quoted, int Lines, QuoteUse Quotes)
    {
        public bool IsBroken => Quotes is QuoteUse.Loose or QuoteUse.Lone;

        public bool NeedsQuotes =>
            Cells.Zip(Quoted).Any(cell => cell.Second && cell.First.AsSpan().IndexOfAny(QuotedSigns) >= 0);

        public bool HasEscapedQuote => Quotes == QuoteUse.Whole && Text.Contains("\\\"", StringComparison.Ordinal);

        /// <summary>How much a cell looks as if another separator than this one cut the table.</summary>
        public int Foreign(int column, char separator)
        {
            var cell = Cells[column];
            return Quoted[column] || cell.Length == 0
                ? 0
                : Separators.Where(other => other != separator).Max(other => Weight(cell, other));
        }

        /// <summary>A comma in a number or before a space is text; a tab is hardly ever.</summary>
        private static int Weight(string cell, char separator)
        {
            var isText = separator == ',' && IsNumber(cell.Replace(',', '.'));
            for (
                var at = cell.IndexOf(separator, StringComparison.Ordinal);
                at >= 0 && !isText;
                at = cell.IndexOf(separator, at + 1))
            {
                if (separator is '\t' or '|' || (at + 1 < cell.Length && cell[at + 1] != ' '))
                {
                    return separator == '\t' ? TabWeight : 1;
                }
            }

            return 0;
        }
    }
}
