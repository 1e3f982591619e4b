using System.Globalization;

namespace DavidBert.Labelling;

/// <summary>
/// Rewrites records so that no cell of theirs is run as a formula; other cells stay as they are, byte for byte.
/// </summary>
internal sealed class FormulaEscape(TableDialect dialect)
{
    private readonly CellReader cells = new(dialect);
    private readonly byte[] escape = TextEncoding.Of(dialect.Encoding).GetBytes([FormulaCells.Escape]);

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

            var start = cells.ValueStart(cell);
            escaped.Write(body[copied..start]);
            escaped.Write(escape);
            copied = start;
        }

        escaped.Write(body[copied..]);
        return escaped.GetBuffer().AsSpan(0, (int)escaped.Length);
    }
}

/// <summary>Cells that a spreadsheet would run as a formula (OWASP, CSV Injection).</summary>
internal static class FormulaCells
{
    /// <summary>What is set before such a cell, so that a spreadsheet takes it for text.</summary>
    public const char Escape = '\'';

    /// <summary>Whether the cell begins like a formula; a plain number with a sign does not.</summary>
    public static bool IsFormula(ReadOnlySpan<char> cell) =>
        cell.Length > 0
        && cell[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '\uFF1D' or '\uFF0B' or '\uFF0D' or '\uFF20'
        && !double.TryParse(
            cell,
            NumberStyles.Float & ~NumberStyles.AllowLeadingWhite,
            CultureInfo.InvariantCulture,
            out _);
}
