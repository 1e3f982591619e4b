using System.Globalization;

namespace DavidBert.Labelling;

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
