using System.Globalization;
using System.Text.Json;

namespace DavidBert.Labelling;

/// <summary>Finds the columns of a table, among them that of the phrases, and how its labelled copy begins.</summary>
internal sealed class LayoutReader(TableDialect dialect, ReadOnlyMemory<byte> sample, bool isAll, LabelOptions options)
{
    private const string TextColumn = "phrase";
    private const int ListedColumns = 40;
    private const int ShownCharacters = 60;
    private const int LookedObjects = 64;

    private static readonly string[] KnownColumns = [TextColumn, "text"];

    private int MarkLength => dialect.HasMark ? TextEncoding.Mark(dialect.Encoding).Length : 0;

    /// <summary>The layout.</summary>
    /// <exception cref="LabelException">There is no header, or no column of phrases in it.</exception>
    public TableLayout Read() => dialect.Format switch
    {
        TableFormat.Txt => Layout([TextColumn], 0, TextColumn, headerLength: 0, headerLines: 0),
        TableFormat.Jsonl => OfObjects(),
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
                var columns = Cells(body.Span);
                var index = dialect.HasHeader ? Find(columns) : FindNumber(columns);
                return Layout(
                    columns, index, columns[index], dialect.HasHeader ? headerLength : 0, dialect.HasHeader
                        ? headerLines
                        : 0);
            }
        }

        throw isAll
            ? new LabelException("empty_file", "The table is empty; give at least a header, or one row and no header.")
            : new LabelException(
                "record_too_long",
                $"The first row is longer than {options.Limits.MaxRecordBytes} bytes; raise the limit.",
                1);
    }

    private string[] Cells(ReadOnlySpan<byte> body)
    {
        var cells = new CellReader(dialect);
        cells.Read(body);
        return cells.Count > options.Limits.MaxColumns
            ? throw new LabelException(
                "too_many_columns",
                $"The table has {cells.Count} columns; at most {options.Limits.MaxColumns} are read.",
                1)
            : [.. Enumerable.Range(0, cells.Count).Select(i => dialect.HasHeader ? cells.Value(i) : Number(i))];
    }

    private TableLayout OfObjects()
    {
        var keys = new List<string>();
        var texts = new HashSet<string>(StringComparer.Ordinal);
        var line = new Utf8Text(dialect.Encoding);
        foreach (var (body, _) in SampleRecords.Of(dialect, sample, isAll, options).Take(LookedObjects))
        {
            line.Set(body.Span);
            foreach (var (name, kind) in JsonLine.Parse(line.Memory)?.Properties ?? [])
            {
                if (!keys.Contains(name, StringComparer.Ordinal))
                {
                    keys.Add(name);
                }

                if (kind == JsonValueKind.String)
                {
                    texts.Add(name);
                }
            }
        }

        var column = options.Column
            ?? Array.Find(KnownColumns, name => keys.Contains(name, StringComparer.Ordinal))
            ?? (texts.Count == 1 ? texts.Single() : null)
            ?? (keys.Count == 0
                ? TextColumn
                : throw NoColumn("The objects have no key 'phrase' or 'text', and not one text only", keys));
        return Layout(keys, -1, column, headerLength: 0, headerLines: 0);
    }

    /// <summary>The index of the column that is asked for, or that is known or the only one.</summary>
    private int Find(string[] columns)
    {
        if (options.Column is { } name)
        {
            return Match(columns, name, StringComparison.Ordinal)
                ?? Match(columns, name, StringComparison.OrdinalIgnoreCase)
                ?? Numbered(columns, name)
                ?? throw NoColumn($"There is no column '{name}'", columns);
        }

        return KnownColumns.Select(known => Match(columns, known, StringComparison.OrdinalIgnoreCase))
            .FirstOrDefault(i => i is not null)
            ?? (columns.Length == 1
                ? 0
                : throw NoColumn("There is no column 'phrase' or 'text', and more than one column", columns));
    }

    private int FindNumber(string[] columns) => options.Column is { } name
        ? Numbered(columns, name) ?? throw NoColumn($"There is no column '{name}'", columns)
        : columns.Length == 1 ? 0 : throw NoColumn("There is more than one column, and no header", columns);

    private static int? Match(string[] columns, string name, StringComparison comparison)
    {
        int[] found = [.. Enumerable.Range(0, columns.Length)
            .Where(i => columns[i].Trim().Equals(name.Trim(), comparison))];
        return found.Length > 1
            ? throw new LabelException(
                "ambiguous_column",
                $"The columns {string.Join(", ", found.Select(Number))} are all called '{name}'; "
                + "give the number of the one with the phrases.",
                1)
            : found.Length == 1 ? found[0] : null;
    }

    private static int? Numbered(string[] columns, string number) =>
        int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index >= 1
            && index <= columns.Length
            ? index - 1
            : null;

    private static string Number(int index) => (index + 1).ToString(CultureInfo.InvariantCulture);

    private static LabelException NoColumn(string why, IReadOnlyList<string> columns)
    {
        var more = columns.Count > ListedColumns ? $" and {columns.Count - ListedColumns} more" : string.Empty;
        var list = string.Join(", ", columns.Take(ListedColumns).Select(Shown));
        return new LabelException("no_column", $"{why}; give the column that holds the phrases: {list}{more}.", 1);
    }

    /// <summary>A name as a message shows it: cut where it is long, without what could steer a terminal.</summary>
    private static string Shown(string column)
    {
        var text = string.Concat(column.Select(c => char.IsControl(c) ? ' ' : c));
        return text.Length <= ShownCharacters ? text : $"{text.AsSpan(0, ShownCharacters)}…";
    }

    private TableLayout Layout(
        IReadOnlyList<string> columns,
        int index,
        string column,
        int headerLength,
        int headerLines)
    {
        var added = AddedNames.Of(options, columns);
        var offset = MarkLength + headerLength;
        return new TableLayout
        {
            Dialect = dialect,
            Columns = columns,
            Column = column,
            ColumnIndex = index,
            Added = added,
            Start = new TablePosition(offset, Row: 1, 1 + headerLines, offset),
            OutputStart = OutputStart(columns, added, headerLength),
        };
    }

    /// <summary>The byte order mark, and the header with the added names.</summary>
    private byte[] OutputStart(IReadOnlyList<string> columns, AddedNames added, int headerLength)
    {
        using var start = new MemoryStream();
        start.Write(sample.Span[..MarkLength]);
        if (dialect.Format == TableFormat.Jsonl)
        {
            return start.ToArray();
        }

        var text = new CellText(dialect);
        if (headerLength == 0)
        {
            start.Write(text.Encode(text.Row([.. columns, .. added.All]) + text.LineEnd));
            return start.ToArray();
        }

        var header = sample.Slice(MarkLength, headerLength);
        var (before, body, lineEnd) = Split(header);
        var formulas = new FormulaEscape(dialect);
        start.Write(before.Span);
        start.Write(options.EscapeFormulas ? formulas.Of(body.Span) : body.Span);
        start.Write(text.Encode(text.Separator + text.Row(added.All)));
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
