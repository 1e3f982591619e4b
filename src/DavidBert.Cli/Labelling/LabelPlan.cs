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
        if (inputs is [] && !Console.IsInputRedirected)
        {
            throw new UsageException("there is nothing to label; name files or folders, or pipe in a table.");
        }

        if (inputs is [] or [null])
        {
            return new LabelPlan([new PlannedTable(null, output is Dash ? null : output)], []);
        }

        var isFolder = output is not null and not Dash && (Directory.Exists(output) || Path.EndsInDirectorySeparator(output));
        var searches = inputs.Select(input => Search(input, output)).ToList();
        var found = searches.SelectMany(search => search.Tables)
            .DistinctBy(table => Path.GetFullPath(table.Path), RealPath.Comparer).ToList();
        var isOne = found is [{ Relative: null }];
        var tables = (output, isOne) switch
        {
            (null, _) => Outputs(found, table => LabelledName.Beside(table.Path)),
            (Dash, true) => [new PlannedTable(found[0].Path, null)],
            (Dash, false) => throw new UsageException("only one table can be written to standard output."),
            (_, true) when !isFolder => [new PlannedTable(found[0].Path, output)],
            _ => Outputs(found, table =>
                Path.Combine(output, LabelledName.As(table.Relative ?? Path.GetFileName(table.Path)))),
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

    /// <summary>The tables with their outputs. Where a text would take the output of a table, it keeps its <c>.txt</c>.</summary>
    private static List<PlannedTable> Outputs(List<FoundTable> found, Func<FoundTable, string> outputOf)
    {
        var taken = found.Where(table => TableName.Format(table.Path) != TableFormat.Txt)
            .Select(outputOf).ToHashSet(RealPath.Comparer);
        return [.. found.Select(table => new PlannedTable(
            table.Path, DeviceFile.Is(table.Path) ? null : Free(table, outputOf(table))))];

        string Free(FoundTable table, string output) =>
            TableName.Format(table.Path) == TableFormat.Txt && taken.Contains(output)
                ? LabelledName.WithTextKept(output)
                : output;
    }

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
    private const string Text = ".txt";
    private const string Tabbed = ".tsv";

    /// <summary>Whether the name is one of <see cref="Beside"/>.</summary>
    public static bool Is(string path) => TableName.Stem(path).EndsWith(Labelled, StringComparison.OrdinalIgnoreCase);

    /// <summary>The output beside an input.</summary>
    public static string Beside(string input)
    {
        var table = As(input);
        var stem = TableName.Stem(table);
        return $"{stem}{Labelled}{table[stem.Length..]}";
    }

    /// <summary>The name with <c>.tsv</c> in place of <c>.txt</c>: a labelled text has columns.</summary>
    public static string As(string path) => TableName.Format(path) == TableFormat.Txt
        ? $"{TableName.Stem(path)}{Tabbed}{Compression(path)}"
        : path;

    /// <summary>The name of a labelled text, <c>n.tsv</c>, as <c>n.txt.tsv</c>.</summary>
    public static string WithTextKept(string output) =>
        $"{TableName.Stem(output)}{Text}{Tabbed}{Compression(output)}";

    private static string Compression(string path) =>
        path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[^3..] : string.Empty;
}
