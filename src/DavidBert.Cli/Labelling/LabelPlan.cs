using DavidBert.Cli.Shell;
using DavidBert.Labelling;

namespace DavidBert.Cli.Labelling;

/// <summary>One table to label.</summary>
/// <param name="Input">Its path; null for standard input.</param>
/// <param name="Output">The path of the labelled table; null for standard output.</param>
internal sealed record PlannedTable(string? Input, string? Output)
{
    /// <summary>What messages call the input.</summary>
    public string Name => Input ?? "standard input";

    /// <summary>What messages call the output.</summary>
    public string Target => Output ?? "standard output";
}

/// <summary>What a command line labels, and where to.</summary>
/// <param name="Tables">The tables in the order of the arguments, those of a folder or pattern by name.</param>
/// <param name="Unreadable">Files found in folders that hold tables in a form that is not read.</param>
internal sealed record LabelPlan(IReadOnlyList<PlannedTable> Tables, IReadOnlyList<UnreadableTable> Unreadable)
{
    private const string Dash = "-";

    /// <summary>The plan of a command line.</summary>
    /// <param name="inputs">Files, folders and patterns; null stands for standard input, as does an empty list.</param>
    /// <param name="output">The option <c>--output</c>.</param>
    /// <exception cref="UsageException">
    /// A file does not exist, or an output would replace an input or another output.
    /// </exception>
    public static LabelPlan Of(IReadOnlyList<string?> inputs, string? output)
    {
        if (string.IsNullOrWhiteSpace(output) && output is not null)
        {
            throw new UsageException("--output is empty; give a file, a folder or '-'.");
        }

        if (inputs is [] && !Console.IsInputRedirected)
        {
            throw new UsageException("there is nothing to label; name files or folders, or pipe in a table.");
        }

        if (inputs is [] or [null])
        {
            return new LabelPlan([new PlannedTable(null, output is Dash ? null : output)], []);
        }

        var isFolder = output is not null and not Dash
            && (Directory.Exists(output) || Path.EndsInDirectorySeparator(output));
        var searches = inputs.Select(input => Search(input, output)).ToList();
        var found = searches.SelectMany(search => search.Tables)
            .DistinctBy(table => Path.GetFullPath(table.Path), RealPath.Comparer).ToList();
        var isOne = found is [{ Relative: null }];
        var tables = (output, isOne) switch
        {
            (null, _) => Outputs(found, table => table.Path, LabelledName.Beside),
            (Dash, true) => [new PlannedTable(found[0].Path, null)],
            (Dash, false) => throw new UsageException("only one table can be written to standard output."),
            (_, true) when !isFolder => [new PlannedTable(found[0].Path, output)],
            _ => Outputs(
                found, table => table.Relative ?? Path.GetFileName(table.Path), name => Path.Combine(output, name)),
        };
        Check(tables);
        return new LabelPlan(tables, [.. searches.SelectMany(search => search.Unreadable)]);
    }

    private static FoundTables Search(string? input, string? output)
    {
        if (input is null)
        {
            throw new UsageException("standard input cannot be labelled together with files.");
        }

        return File.Exists(input)
            ? new FoundTables([new FoundTable(input, Relative: null)], [])
            : TableSearch.Find(input, output is Dash ? null : output);
    }

    /// <summary>
    /// The tables with their outputs. A text is written as a table, <c>n.tsv</c> for <c>n.txt</c>; if there is an
    /// <c>n.tsv</c> too, it is <c>n.txt.tsv</c>.
    /// </summary>
    private static List<PlannedTable> Outputs(
        List<FoundTable> found, Func<FoundTable, string> nameOf, Func<string, string> outputOf)
    {
        var taken = found.Where(table => !IsText(table))
            .Select(table => outputOf(nameOf(table)))
            .ToHashSet(RealPath.Comparer);
        return [.. found.Select(table =>
            new PlannedTable(table.Path, DeviceFile.Is(table.Path) ? null : Output(table)))];

        string Output(FoundTable table)
        {
            var name = nameOf(table);
            var output = outputOf(IsText(table) ? LabelledName.OfText(name) : name);
            return IsText(table) && taken.Contains(output)
                ? outputOf(LabelledName.OfText(name, keepEnding: true))
                : output;
        }
    }

    private static bool IsText(FoundTable table) => TableName.Format(table.Path) == TableFormat.Txt;

    private static void Check(IReadOnlyList<PlannedTable> tables)
    {
        var inputs = tables.Select(table => RealPath.Of(table.Input!)).ToHashSet(RealPath.Comparer);
        var outputs = new Dictionary<string, string>(RealPath.Comparer);
        foreach (var (input, output) in tables)
        {
            if (output is null || DeviceFile.Is(output))
            {
                continue;
            }

            var path = RealPath.Of(output);
            if (inputs.Contains(path))
            {
                throw new UsageException($"'{output}' would replace an input; give another --output.");
            }

            if (!outputs.TryAdd(path, input!))
            {
                throw new UsageException(
                    $"'{outputs[path]}' and '{input}' would both be written to '{output}'; label them separately.");
            }
        }
    }
}

/// <summary>What labelled tables are called.</summary>
internal static class LabelledName
{
    private const string Labelled = ".labelled";
    private const string Tabbed = ".tsv";
    private const string Compressed = ".gz";

    /// <summary>Whether the name says that the file is compressed; null for a name that says nothing.</summary>
    public static bool? IsCompressed(string path) =>
        path.EndsWith(Compressed, StringComparison.OrdinalIgnoreCase) ? true
        : TableName.Format(path) is null ? null
        : false;

    /// <summary>Whether the name is one of <see cref="Beside"/>.</summary>
    public static bool Is(string path) => TableName.Stem(path).EndsWith(Labelled, StringComparison.OrdinalIgnoreCase);

    /// <summary>The output beside a table.</summary>
    public static string Beside(string table)
    {
        var stem = TableName.Stem(table);
        return $"{stem}{Labelled}{table[stem.Length..]}";
    }

    /// <summary>What a text, <c>n.txt</c>, is called as a table: <c>n.tsv</c>, or <c>n.txt.tsv</c>.</summary>
    public static string OfText(string path, bool keepEnding = false)
    {
        var compression = IsCompressed(path) is true ? path[^Compressed.Length..] : string.Empty;
        return $"{(keepEnding ? path[..^compression.Length] : TableName.Stem(path))}{Tabbed}{compression}";
    }
}
