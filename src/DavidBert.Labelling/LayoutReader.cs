using System.Text.Json;

namespace DavidBert.Labelling;

/// <summary>Finds the columns of a table, among them that of the phrases, and how its labelled copy begins.</summary>
internal sealed class LayoutReader(TableDialect dialect, ReadOnlyMemory<byte> sample, bool isAll, LabelOptions options)
{
    private const int LookedRows = 64;

    private readonly ColumnSearch search = new(options.Column);

    /// <summary>The layout.</summary>
    /// <exception cref="LabelException">There is no header, or no column of phrases in it.</exception>
    public TableLayout Read() => dialect.Format switch
    {
        TableFormat.Txt => Layout([ColumnSearch.Default], search.OfLines(), ColumnSearch.Default),
        TableFormat.Json or TableFormat.Jsonl => OfObjects(),
        TableFormat.Csv or TableFormat.Tsv => OfCells(),
    };

    private TableLayout OfCells()
    {
        var (headerLength, headerLines) = (0, 0);
        foreach (var (body, record) in SampleRecords.Of(dialect, sample, isAll, options))
        {
            headerLength += record.Length;
            headerLines += record.Lines;
            if (!body.IsEmpty)
            {
                return dialect.HasHeader ? OfHeader(body, headerLength, headerLines) : OfFirstRow(body);
            }
        }

        throw isAll
            ? new LabelException(
                TableError.EmptyFile, "The table is empty; give at least a header, or one row and no header.")
            : new LabelException(
                TableError.RecordTooLong,
                $"The first row is longer than {options.Limits.MaxRecordBytes} bytes; raise the limit.",
                1);
    }

    private TableLayout OfHeader(ReadOnlyMemory<byte> body, int length, int lines)
    {
        var cells = Cells(body);
        string[] columns = RowsEndInASeparator(length, cells.Length) ? [.. cells, string.Empty] : cells;
        var index = search.OfHeader(columns);
        return Layout(columns, index, columns[index], length, lines, columns.Length - cells.Length);
    }

    private TableLayout OfFirstRow(ReadOnlyMemory<byte> body)
    {
        string[] columns = [.. Cells(body).Select((_, i) => ColumnSearch.Number(i))];
        var index = search.OfNumbers(columns);
        return Layout(columns, index, columns[index]);
    }

    /// <summary>
    /// Whether most rows have a cell more than the header, an empty one, and no row has more: they end in a separator,
    /// and the header does not.
    /// </summary>
    private bool RowsEndInASeparator(int headerLength, int columns)
    {
        var cells = new CellReader(dialect);
        var rest = dialect with { PreambleBytes = dialect.PreambleBytes + headerLength };
        var rows = SampleRecords.Of(rest, sample, isAll, options).Where(row => !row.Body.IsEmpty).Take(LookedRows)
            .ToList();
        var ending = 0;
        return rows.TrueForAll(row =>
        {
            cells.Read(row.Body.Span);
            ending += cells.Count > columns ? 1 : 0;
            return cells.Count <= columns || (cells.Count == columns + 1 && cells.Value(columns).Length == 0);
        }) && ending * 2 > rows.Count;
    }

    private string[] Cells(ReadOnlyMemory<byte> body)
    {
        var cells = new CellReader(dialect);
        cells.Read(body.Span);
        return cells.Count > options.Limits.MaxColumns
            ? throw new LabelException(
                TableError.TooManyColumns,
                $"The table has {cells.Count} columns; at most {options.Limits.MaxColumns} are read.",
                1)
            : [.. Enumerable.Range(0, cells.Count).Select(cells.Value)];
    }

    private TableLayout OfObjects()
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var texts = new HashSet<string>(StringComparer.Ordinal);
        var value = new Utf8Text(dialect.Encoding);
        foreach (var (body, _) in SampleRecords.Of(dialect, sample, isAll, options))
        {
            value.Set(body.Span);
            foreach (var (name, kind) in JsonValue.Parse(value)?.Properties ?? [])
            {
                keys.Add(name);
                if (kind == JsonValueKind.String)
                {
                    texts.Add(name);
                }
            }
        }

        return Layout([.. keys], -1, search.OfKeys([.. keys], texts));
    }

    private TableLayout Layout(
        string[] columns, int index, string column, int headerLength = 0, int headerLines = 0, int missingCells = 0)
    {
        var added = AddedNames.Of(options, columns);
        var offset = dialect.PreambleBytes + headerLength;
        return new TableLayout
        {
            Dialect = dialect,
            Columns = columns,
            Column = column,
            ColumnIndex = index,
            Added = added,
            Start = new TablePosition(offset, Row: 1, 1 + dialect.PreambleLines + headerLines, offset),
            OutputStart = OutputStart(columns, added, headerLength, missingCells),
        };
    }

    /// <summary>The preamble, and the header with the added names.</summary>
    private byte[] OutputStart(string[] columns, AddedNames added, int headerLength, int missingCells)
    {
        using var start = new MemoryStream();
        start.Write(sample.Span[..dialect.PreambleBytes]);
        if (dialect.IsJson)
        {
            return start.ToArray();
        }

        var text = new CellText(dialect);
        if (headerLength == 0)
        {
            start.Write(text.Encode(text.Row([.. columns, .. added.All]) + text.LineEnd));
            return start.ToArray();
        }

        var header = sample.Slice(dialect.PreambleBytes, headerLength);
        var (before, body, lineEnd) = Split(header);
        var formulas = new FormulaEscape(dialect);
        start.Write(before.Span);
        start.Write(options.EscapeFormulas ? formulas.Of(body.Span) : body.Span);
        start.Write(text.Encode(text.Row([.. Enumerable.Repeat(string.Empty, missingCells + 1), .. added.All])));
        start.Write(lineEnd.Span);
        return start.ToArray();
    }

    /// <summary>The empty lines before the header, the header, and its line end.</summary>
    private (ReadOnlyMemory<byte> Before, ReadOnlyMemory<byte> Body, ReadOnlyMemory<byte> LineEnd) Split(
        ReadOnlyMemory<byte> header)
    {
        var (scanner, at) = (RecordScanner.Create(dialect), 0);
        while (true)
        {
            var record = scanner.Next(header.Span[at..], isEnd: true, isFull: false)!.Value;
            if (at + record.Length == header.Length)
            {
                return (header[..at], header.Slice(at, record.Body), header[(at + record.Body)..]);
            }

            at += record.Length;
        }
    }
}
