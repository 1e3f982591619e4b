namespace DavidBert.Labelling;

/// <summary>
/// Looks for a header below the first row: exports of surveys and spreadsheets have rows of titles above it. It is not
/// taken unasked; the error tells of it.
/// </summary>
internal sealed class HeaderSearch(ReadOnlyMemory<byte> sample, bool isAll, LabelOptions options)
{
    private const int MostTitleRows = 10;

    /// <summary>Reads the layout.</summary>
    /// <exception cref="LabelException">There is none; the message says where the header may be.</exception>
    public TableLayout Read(TableDialect dialect)
    {
        try
        {
            var layout = new LayoutReader(dialect, sample, isAll, options).Read();
            var isGuessed = dialect is { IsSeparated: true, HasHeader: true } && layout.Columns.Count == 1
                && options.Column is null && !ColumnSearch.IsKnown(layout.Column);
            return isGuessed && RowsAbove(dialect) is not null
                ? throw new LabelException(TableError.NoColumn, "The first row is not the header.", 1)
                : layout;
        }
        catch (LabelException e) when (e.Code is TableError.NoColumn && RowsAbove(dialect) is { } rows)
        {
            throw new LabelException(
                e.Code, $"{e.Message} The header may be below it; if so, set skip_rows to {rows}.", e.Line);
        }
    }

    /// <summary>
    /// How many lines stand above a header of several columns with that of the phrases; null where none is found.
    /// </summary>
    private int? RowsAbove(
        TableDialect dialect) => dialect is { IsSeparated: true, HasHeader: true } && options.SkipRows == 0
        ? Enumerable.Range(1, MostTitleRows).Cast<int?>()
            .FirstOrDefault(rows => IsHeader(options with { SkipRows = rows!.Value }))
        : null;

    private bool IsHeader(LabelOptions skipping)
    {
        try
        {
            var dialect = new DialectSniffer(sample, isAll, skipping).Sniff(name: null, isCompressed: false);
            var layout = new LayoutReader(dialect, sample, isAll, skipping).Read();
            return layout.Columns.Count > 1
                && (options.Column is { } asked
                    ? layout.Column.Trim().Equals(asked.Trim(), StringComparison.OrdinalIgnoreCase)
                    : ColumnSearch.IsKnown(layout.Column));
        }
        catch (LabelException)
        {
            return false;
        }
    }
}
