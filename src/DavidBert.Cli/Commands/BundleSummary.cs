using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DavidBert.Bundles;
using DavidBert.Cli.Shell;

namespace DavidBert.Cli.Commands;

/// <summary>A bundle as lines to read.</summary>
internal static class BundleSummary
{
    private const int NameWidth = 16;
    private const int Indent = 2;
    private const double BytesPerMegabyte = 1e6;

    /// <summary>One fact per line, its name first.</summary>
    public static string Format(Bundle bundle)
    {
        var manifest = bundle.Manifest;
        var d = manifest.Dimensions;
        var text = new StringBuilder();
        Line("model", $"{manifest.Name} {manifest.Version}");
        Line("folder", $"{Path.GetFullPath(bundle.Folder)}");
        Line("base", $"{manifest.Base.Name} ({manifest.Base.License})");
        Line("dimensions", $"{d.Layers} layers, hidden {d.Hidden}, {d.Heads} heads, intermediate {d.Intermediate}");
        Line("vocabulary", $"{d.Vocabulary}, of which {Answerable(bundle)} can be answers");
        Line("pooling", $"{manifest.Pooling}");
        Line("head", $"{manifest.Head}");
        Line("quantization", $"{manifest.Quantization}");
        Line("max_length", $"{manifest.MaxLength} pieces");
        Line(
            "scores",
            $"temperature {manifest.Temperature}, slope {manifest.ScoreSlope}, offset {manifest.ScoreOffset}");
        Line("confident_at", manifest.ConfidentAt is { } score ? $"{score}" : (FormattableString)$"none");
        foreach (var (name, file) in manifest.Files.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            Line(name, $"{file.Bytes / BytesPerMegabyte:F2} MB, sha256 {file.Sha256}");
        }

        Facts("data", manifest.Data);
        Facts("metrics", manifest.Metrics);
        return text.ToString();

        void Line(string name, FormattableString value) => Append(text, name, FormattableString.Invariant(value));

        void Facts(string name, JsonNode? node)
        {
            if (node is not null)
            {
                text.Append('\n').Append(name).Append('\n').Append(FactTable.Format(node, NameWidth - Indent));
            }
        }
    }

    private static int Answerable(Bundle bundle) =>
        Enumerable.Range(0, bundle.Words.Count).Count(bundle.Words.IsAnswerable);

    private static void Append(StringBuilder text, string name, string value) =>
        text.Append(name.PadRight(NameWidth)).Append("  ").Append(Terminal.OneLine(value)).Append('\n');
}

/// <summary>
/// Any JSON as text to read: objects with the same names are the rows of a table, everything else has a line each.
/// </summary>
internal static class FactTable
{
    private const string Indent = "  ";
    private const double Small = 0.001;

    /// <summary>The lines, each indented.</summary>
    /// <param name="facts">An object as a rule.</param>
    /// <param name="nameWidth">The least width of the names, in characters.</param>
    public static string Format(JsonNode facts, int nameWidth)
    {
        var text = new StringBuilder();
        var rows = facts is JsonObject fields
            ? Rows(string.Empty, fields)
            : [new Row(string.Empty, [(string.Empty, Shown(facts))])];
        foreach (var group in Groups(rows))
        {
            if (group.Count > 1)
            {
                AppendTable(text, group, nameWidth);
            }
            else
            {
                AppendValues(text, group[0], nameWidth);
            }
        }

        return text.ToString();
    }

    /// <summary>The objects that hold values, each under the names on the way to it.</summary>
    private static IEnumerable<Row> Rows(string path, JsonObject node)
    {
        var values = node.Where(field => field.Value is not JsonObject).ToList();
        if (values.Count > 0)
        {
            yield return new Row(path, [.. values.Select(field => (field.Key, Shown(field.Value)))]);
        }

        foreach (var (name, value) in node)
        {
            foreach (var row in value is JsonObject inner ? Rows($"{path} {name}".Trim(), inner) : [])
            {
                yield return row;
            }
        }
    }

    /// <summary>Rows that follow each other and have the same columns.</summary>
    private static IEnumerable<List<Row>> Groups(IEnumerable<Row> rows)
    {
        List<Row> group = [];
        foreach (var row in rows)
        {
            if (group.Count > 0 && !row.Columns.SequenceEqual(group[0].Columns, StringComparer.Ordinal))
            {
                yield return group;
                group = [];
            }

            group.Add(row);
        }

        if (group.Count > 0)
        {
            yield return group;
        }
    }

    /// <summary>A line for each value.</summary>
    private static void AppendValues(StringBuilder text, Row row, int nameWidth)
    {
        string[] names = [.. row.Columns.Select(column => $"{row.Name} {column}".Trim())];
        var width = Math.Max(nameWidth, names.Max(name => name.Length));
        foreach (var (name, cell) in names.Zip(row.Cells))
        {
            AppendLine(text, [name, cell.Value], [width, 0]);
        }
    }

    private static void AppendTable(StringBuilder text, List<Row> rows, int nameWidth)
    {
        List<string[]> lines =
        [
            [string.Empty, .. rows[0].Columns],
            .. rows.Select(row => (string[])[row.Name, .. row.Cells.Select(cell => cell.Value)]),
        ];
        int[] widths = [.. lines[0].Select((_, column) => lines.Max(line => line[column].Length))];
        widths[0] = Math.Max(widths[0], nameWidth);
        text.Append('\n');
        foreach (var line in lines)
        {
            AppendLine(text, line, widths);
        }

        text.Append('\n');
    }

    /// <summary>The name to the left, the values to the right of their columns.</summary>
    private static void AppendLine(StringBuilder text, string[] cells, int[] widths)
    {
        var line = new StringBuilder(Indent).Append(cells[0].PadRight(widths[0]));
        foreach (var (cell, width) in cells.Zip(widths).Skip(1))
        {
            line.Append(Indent).Append(cell.PadLeft(width));
        }

        text.Append(Terminal.OneLine(line.ToString()).TrimEnd()).Append('\n');
    }

    /// <summary>The value. Fractions are rounded; <c>--format json</c> shows them whole.</summary>
    private static string Shown(JsonNode? value)
    {
        var exact = value?.ToString() ?? "none";
        if (value?.GetValueKind() != JsonValueKind.Number || !exact.Contains('.', StringComparison.Ordinal))
        {
            return exact;
        }

        var number = value.GetValue<double>();
        return number.ToString(Math.Abs(number) < Small ? "G4" : "F4", CultureInfo.InvariantCulture);
    }

    private readonly record struct Row(string Name, IReadOnlyList<(string Name, string Value)> Cells)
    {
        public IEnumerable<string> Columns => Cells.Select(cell => cell.Name);
    }
}
