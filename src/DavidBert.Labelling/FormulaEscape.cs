using System.Globalization;

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

/// <summary>Cells that a spreadsheet would run as a formula (OWASP, CSV Injection).</summary>
internal static class FormulaCells
{
    /// <summary>What is set before such a cell, so that a spreadsheet takes it for text.</summary>
    public const char Escape = '\'';

    /// <summary>Whether the cell begins like a formula; a plain number with a sign is none.</summary>
    public static bool IsFormula(ReadOnlySpan<char> cell) =>
        cell.Length > 0
        && cell[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '\uFF1D' or '\uFF0B' or '\uFF0D' or '\uFF20'
        && !double.TryParse(cell, NumberStyles.Float & ~NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out _);
}
