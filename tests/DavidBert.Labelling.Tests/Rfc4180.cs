using System.Text;

namespace DavidBert.Labelling.Tests;

/// <summary>Separated cells written and read by the letter of RFC 4180, apart from the code under test.</summary>
internal static class Rfc4180
{
    /// <summary>
    /// Writes rows; a cell is quoted where it must be, or where <paramref name="alsoQuoted"/> says so.
    /// </summary>
    public static string Write(
        IEnumerable<string[]> rows,
        char separator,
        char quote,
        string lineEnd,
        Func<string, bool> alsoQuoted) =>
        string.Join(lineEnd, rows.Select(row => string.Join(separator, row.Select(cell =>
            alsoQuoted(cell) || cell.AsSpan().IndexOfAny(separator, quote) >= 0
                || cell.AsSpan().IndexOfAny('\r', '\n') >= 0
                || (cell.Length == 0 && row.Length == 1)
                ? $"{quote}{cell.Replace($"{quote}", $"{quote}{quote}", StringComparison.Ordinal)}{quote}"
                : cell))));

    /// <summary>Reads rows of cells that are all well-formed.</summary>
    public static List<string[]> Read(string text, char separator, char quote, string lineEnd)
    {
        var (rows, row, cell, at) = (new List<string[]>(), new List<string>(), new StringBuilder(), 0);
        while (at < text.Length)
        {
            if (text[at] == quote)
            {
                for (at++; text[at] != quote || (at + 1 < text.Length && text[at + 1] == quote); at++)
                {
                    cell.Append(text[at]);
                    at += text[at] == quote ? 1 : 0;
                }

                at++;
            }

            while (at < text.Length && text[at] != separator
                && string.CompareOrdinal(text, at, lineEnd, 0, lineEnd.Length) != 0)
            {
                cell.Append(text[at++]);
            }

            row.Add(cell.ToString());
            cell.Clear();
            if (at < text.Length && text[at] == separator)
            {
                at++;
                if (at < text.Length)
                {
                    continue;
                }

                row.Add(string.Empty);
            }

            at += lineEnd.Length;
            rows.Add([.. row]);
            row.Clear();
        }

        return rows;
    }
}
