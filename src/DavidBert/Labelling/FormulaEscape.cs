namespace DavidBert.Labelling;

/// <summary>Rewrites records so that no cell of theirs is run as a formula; what is none stays as it is, byte for byte.</summary>
internal sealed class FormulaEscape(TableDialect dialect) : IDisposable
{
    private readonly CellReader cells = new(dialect);
    private readonly int unitBytes = TextEncoding.UnitBytes(dialect.Encoding);
    private readonly byte[] escape = TextEncoding.Of(dialect.Encoding).GetBytes([FormulaCells.Escape]);
    private readonly byte[] quote = TextEncoding.Of(dialect.Encoding).GetBytes([dialect.Quote ?? '"']);

    /// <summary>The record with a <c>'</c> before each formula.</summary>
    /// <param name="body">The record without its line end.</param>
    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> body)
    {
        cells.Read(body);
        var escaped = new MemoryStream(body.Length + escape.Length);
        var copied = 0;
        for (var cell = 0; cell < cells.Count; cell++)
        {
            if (!FormulaCells.IsFormula(cells.Value(cell)))
            {
                continue;
            }

            var start = cells.Start(cell);
            if (dialect.Quote is not null && body[start..].StartsWith(quote))
            {
                start += unitBytes;
            }

            escaped.Write(body[copied..start]);
            escaped.Write(escape);
            copied = start;
        }

        escaped.Write(body[copied..]);
        return escaped.GetBuffer().AsSpan(0, (int)escaped.Length);
    }

    /// <inheritdoc />
    public void Dispose() => cells.Dispose();
}
