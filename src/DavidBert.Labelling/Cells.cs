using System.Text;

namespace DavidBert.Labelling;

/// <summary>The values of a record's cells.</summary>
/// <param name="dialect">A dialect of separated cells.</param>
internal sealed class CellReader(TableDialect dialect)
{
    private readonly CellScanner scanner = CellScanner.Create(dialect);
    private readonly List<Cell> cells = [];
    private readonly int unitBytes = TextEncoding.UnitBytes(dialect.Encoding);
    private readonly string quote = $"{dialect.Quote}";
    private byte[] record = [];

    /// <summary>How many cells there are.</summary>
    public int Count => cells.Count;

    /// <summary>Takes a record.</summary>
    /// <param name="body">The record without its line end.</param>
    public void Read(ReadOnlySpan<byte> body)
    {
        if (record.Length < body.Length)
        {
            record = new byte[2 * body.Length];
        }

        body.CopyTo(record);
        cells.Clear();
        scanner.Split(body, cells);
    }

    /// <summary>The value of a cell, without its quotes; bytes that are not text read as U+FFFD.</summary>
    public string Value(int cell)
    {
        var (start, end, close) = cells[cell];
        if (close < 0)
        {
            return Text(start, end);
        }

        var value = Unescaped(Text(start + unitBytes, close));
        return close == end ? value : value + Text(close + unitBytes, end);
    }

    /// <summary>Whether a cell begins with a quote.</summary>
    public bool IsQuoted(int cell) => cells[cell].Close >= 0;

    /// <summary>Whether all bytes of a cell are text.</summary>
    public bool IsText(int cell) =>
        TextEncoding.IsText(dialect.Encoding, record.AsSpan(cells[cell].Start..cells[cell].End));

    /// <summary>Where the value of a cell begins in the record, in bytes, behind its quote.</summary>
    public int ValueStart(int cell) => cells[cell].Start + (cells[cell].Close < 0 ? 0 : unitBytes);

    private string Unescaped(string quoted)
    {
        if (dialect.HasBackslashes && quoted.Contains('\\', StringComparison.Ordinal))
        {
            var plain = new StringBuilder(quoted.Length);
            for (var i = 0; i < quoted.Length; i++)
            {
                var isEscape = quoted[i] == '\\' && i + 1 < quoted.Length
                    && (quoted[i + 1] == '\\' || quoted[i + 1] == dialect.Quote);
                plain.Append(isEscape ? quoted[++i] : quoted[i]);
            }

            return plain.ToString();
        }

        return quoted.Contains(quote, StringComparison.Ordinal)
            ? quoted.Replace(quote + quote, quote, StringComparison.Ordinal)
            : quoted;
    }

    private string Text(int start, int end) => TextEncoding.Of(dialect.Encoding).GetString(record.AsSpan(start..end));
}

/// <summary>Where a cell stands in a record, in bytes.</summary>
/// <param name="Start">Where it begins, its quote included.</param>
/// <param name="End">Where the separator behind it stands, or the record ends.</param>
/// <param name="Close">
/// Where its closing quote stands, its end where none closes it; negative where it begins with no quote.
/// </param>
internal readonly record struct Cell(int Start, int End, int Close);

/// <summary>
/// Text that is added to a table, as cells of its dialect; a table of phrases a line becomes one of tabs and quotes.
/// </summary>
internal sealed class CellText
{
    private readonly TableDialect dialect;
    private readonly char? quote;

    public CellText(TableDialect dialect)
    {
        this.dialect = dialect;
        (var separator, quote) = dialect.IsSeparated ? (dialect.Separator, dialect.Quote) : ('\t', '"');
        Separator = separator.ToString();
        LineEnd = dialect.LineEnd switch
        {
            Labelling.LineEnd.Lf => "\n",
            Labelling.LineEnd.CrLf => "\r\n",
            Labelling.LineEnd.Cr => "\r",
        };
    }

    /// <summary>What stands between cells.</summary>
    public string Separator { get; }

    /// <summary>What ends a line.</summary>
    public string LineEnd { get; }

    /// <summary>The cells with separators between them.</summary>
    public string Row(IEnumerable<string> cells) => string.Join(Separator, cells.Select(Cell));

    /// <summary>A cell, quoted where it must be.</summary>
    /// <exception cref="LabelException">The cell holds a separator, and the table has no quotes.</exception>
    public string Cell(string value)
    {
        var mustQuote = value.Contains(Separator, StringComparison.Ordinal)
            || value.AsSpan().IndexOfAny('\r', '\n') >= 0
            || (value.Length > 0 && value[0] == quote);
        return (mustQuote, quote) switch
        {
            (false, _) => value,
            (true, { } q) => $"{q}{value.Replace($"{q}", $"{q}{q}", StringComparison.Ordinal)}{q}",
            _ => throw new LabelException(
                TableError.Options,
                $"'{value}' holds the separator, and the table has no quotes; choose another name."),
        };
    }

    /// <summary>The text in the table's encoding.</summary>
    /// <exception cref="LabelException">The encoding has no such character.</exception>
    public byte[] Encode(string text) => TextEncoding.Bytes(dialect.Encoding, text);
}
