namespace DavidBert.Infrastructure.Tests.Names;

/// <summary>The first table below a heading of a Markdown file, its rows by column name.</summary>
internal sealed record MarkdownTable(IReadOnlyList<IReadOnlyDictionary<string, string>> Rows)
{
    public static MarkdownTable Of(string file, string heading)
    {
        var lines = File.ReadLines(file)
            .SkipWhile(line => !line.StartsWith('#')
                || !string.Equals(line.TrimStart('#', ' '), heading, StringComparison.Ordinal)).Skip(1)
            .SkipWhile(line => !line.StartsWith('|')).TakeWhile(line => line.StartsWith('|'))
            .Select(Cells).ToArray();
        Assert.True(lines.Length > 2, $"{Path.GetFileName(file)} has no table below the heading \"{heading}\".");
        return new MarkdownTable([.. lines.Skip(2).Select(cells => Row(lines[0], cells))]);
    }

    /// <summary>The cells of a column without their code marks, sorted.</summary>
    public string[] Column(string name) => [.. Rows.Select(row => row[name].Trim('`')).Order(StringComparer.Ordinal)];

    private static Dictionary<string, string> Row(string[] header, string[] cells)
    {
        Assert.Equal(header.Length, cells.Length);
        return header.Zip(cells).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
    }

    private static string[] Cells(string line) => [.. line.Trim().Trim('|').Split('|').Select(cell => cell.Trim())];
}
