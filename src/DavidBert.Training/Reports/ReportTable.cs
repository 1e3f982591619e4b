using System.Text;
using Spectre.Console;

namespace DavidBert.Training.Reports;

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
