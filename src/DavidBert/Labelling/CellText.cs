namespace DavidBert.Labelling;

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
