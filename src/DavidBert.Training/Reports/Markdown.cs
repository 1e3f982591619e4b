using System.Globalization;
using System.Text;
using Spectre.Console;

namespace DavidBert.Training.Reports;

/// <summary>The little of Markdown that a report is made of.</summary>
internal static class Markdown
{
    /// <summary>
    /// A table, readable as plain text too; cells are escaped. A column whose title begins with <c>-</c> is aligned to
    /// the right.
    /// </summary>
    public static void Table(StringBuilder text, string[] titles, IEnumerable<string[]> rows)
    {
        var isRight = Array.ConvertAll(titles, title => title.StartsWith('-'));
        string[][] lines =
        [
            Array.ConvertAll(titles, title => title.TrimStart('-')),
            .. rows.Select(row => Array.ConvertAll(row, Escape)),
        ];
        if (lines.Length == 1)
        {
            text.Append("None.\n");
            return;
        }

        int[] widths = [.. titles.Select((_, column) => Math.Max(3, lines.Max(line => line[column].Length)))];
        foreach (var (index, line) in lines.Index())
        {
            var cells = line.Zip(widths, isRight);
            Line(text, cells.Select(c => c.Third ? c.First.PadLeft(c.Second) : c.First.PadRight(c.Second)));
            if (index == 0)
            {
                Line(text, widths.Zip(
                    isRight,
                    (width, right) => right ? new string('-', width - 1) + ":" : new string('-', width)));
            }
        }
    }

    /// <summary>Says how many rows a table leaves out, if any.</summary>
    public static void Rest(StringBuilder text, int count)
    {
        if (count > 0)
        {
            text.Append($"\nand {Number(count)} more.\n");
        }
    }

    /// <summary>A whole number with commas.</summary>
    public static string Number(int value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A number with three decimals; nothing for none.</summary>
    public static string Number(double? value) => value?.ToString("F3", CultureInfo.InvariantCulture) ?? "";

    /// <summary>Text as it is, on one line: nothing in it is taken for markup.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            _ = c switch
            {
                '\\' or '|' or '*' or '_' or '`' or '[' or ']' or '<' or '>' or '#' or '~' or '&' =>
                    escaped.Append('\\').Append(c),
                _ when char.IsControl(c) => escaped.Append(' '),
                _ => escaped.Append(c),
            };
        }

        return escaped.ToString();
    }

    private static void Line(StringBuilder text, IEnumerable<string> cells) =>
        text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
}

/// <summary>A table that is both shown on a terminal and written as Markdown.</summary>
/// <param name="Title">What it is about.</param>
/// <param name="Columns">The titles of its columns; one that begins with <c>-</c> is aligned to the right.</param>
/// <param name="Rows">Its cells, as many a row as there are columns.</param>
internal sealed record ReportTable(string Title, string[] Columns, IReadOnlyList<string[]> Rows)
{
    /// <summary>Shows the table, or its first rows.</summary>
    public void Show(IAnsiConsole console, int most = int.MaxValue)
    {
        var table = new Table().Border(TableBorder.Rounded).Title(Markup.Escape(Title));
        foreach (var column in Columns)
        {
            var header = new TableColumn(Markup.Escape(column.TrimStart('-')));
            table.AddColumn(column.StartsWith('-') ? header.RightAligned() : header);
        }

        foreach (var row in Rows.Take(most))
        {
            table.AddRow(Array.ConvertAll(row, Markup.Escape));
        }

        console.Write(table);
    }

    /// <summary>Appends the table under a heading of its own.</summary>
    public void Write(StringBuilder text)
    {
        text.Append($"\n## {Title}\n\n");
        Markdown.Table(text, Columns, Rows);
    }
}
