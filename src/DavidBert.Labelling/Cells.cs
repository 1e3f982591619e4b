using System.Text.Unicode;
using CsvHelper;

namespace DavidBert.Labelling;

/// <summary>The values of a record's cells, as the CSV library reads them.</summary>
internal sealed class CellReader : IDisposable
{
    private const byte EmptyLine = (byte)'\n';

    private readonly TableDialect dialect;
    private readonly CsvReaderOptions options;
    private readonly Utf8Text text;
    private CsvReader? cells;

    /// <param name="dialect">A dialect of separated cells.</param>
    public CellReader(TableDialect dialect)
    {
        this.dialect = dialect;
        // An empty line before the record, which is skipped, keeps its first bytes from being taken for a byte order mark.
        text = new Utf8Text(dialect.Encoding, [EmptyLine]);
        options = new CsvReaderOptions
        {
            HasHeader = false,
            Separator = dialect.Separator,
            Mode = dialect.Quote is null ? CsvMode.NoEscape : CsvMode.Rfc4180,
            Quote = dialect.Quote ?? '"',
            DetectSeparatorHint = false,
        };
    }

    /// <summary>How many cells there are.</summary>
    public int Count { get; private set; }

    /// <summary>Takes a record.</summary>
    /// <param name="body">The record without its line end.</param>
    public void Read(ReadOnlySpan<byte> body)
    {
        cells?.Dispose();
        text.Set(body);
        if (dialect.LineEnd != LineEnd.Cr)
        {
            // Text in this dialect, a line end to the library.
            text.Content.Replace((byte)'\r', (byte)' ');
        }

        cells = CsvReader.Create(text.Memory, options);
        Count = cells.Read() ? cells.FieldCount : 0;
    }

    /// <summary>The value of a cell; what is no text in it reads as U+FFFD.</summary>
    public string Value(int cell) => cells!.GetString(cell);

    /// <summary>Whether the value of a cell is text, whole.</summary>
    public bool IsText(int cell) =>
        Utf8.IsValid(cells!.GetSpan(cell)) && (text.IsExact || !Utf8Text.HasReplacement(cells.GetSpan(cell)));

    /// <summary>Where the cell begins in the record, in bytes, its quote included.</summary>
    public int Start(int cell)
    {
        text.Memory.Span.Overlaps(cells!.GetRawSpan(cell), out var start);
        return text.SourceOffset(start);
    }

    /// <inheritdoc />
    public void Dispose() => cells?.Dispose();
}

/// <summary>Text that is added to a table, as cells of its dialect; a table of phrases a line becomes one of tabs and quotes.</summary>
internal sealed class CellText
{
    private readonly TableDialect dialect;
    private readonly char? quote;

    public CellText(TableDialect dialect)
    {
        this.dialect = dialect;
        Separator = (dialect.Format == TableFormat.Txt ? '\t' : dialect.Separator).ToString();
        quote = dialect.Format == TableFormat.Txt ? '"' : dialect.Quote;
        LineEnd = dialect.LineEnd switch
        {
            Labelling.LineEnd.CrLf => "\r\n",
            Labelling.LineEnd.Cr => "\r",
            _ => "\n",
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
        var mustQuote = value.Contains(Separator, StringComparison.Ordinal) || value.AsSpan().IndexOfAny('\r', '\n') >= 0
            || (value.Length > 0 && value[0] == quote);
        return (mustQuote, quote) switch
        {
            (false, _) => value,
            (true, { } q) => $"{q}{value.Replace($"{q}", $"{q}{q}", StringComparison.Ordinal)}{q}",
            _ => throw new LabelException("options", $"'{value}' holds the separator, and the table has no quotes; choose another name."),
        };
    }

    /// <summary>The text in the table's encoding.</summary>
    public byte[] Encode(string text) => TextEncoding.Of(dialect.Encoding).GetBytes(text);
}
