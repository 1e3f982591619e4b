using DavidBert.Cli.Shell;
using DavidBert.Labelling;
using Microsoft.Extensions.FileSystemGlobbing;

namespace DavidBert.Cli.Labelling;

/// <summary>One table to label.</summary>
/// <param name="Input">Its path; null for standard input.</param>
/// <param name="Output">The path of the labelled table; null for standard output.</param>
internal sealed record LabelJob(string? Input, string? Output)
{
    private const string Dash = "-";
    private const string Labelled = ".labelled";

    /// <summary>What to call the input in a message.</summary>
    public string Name => Input ?? "standard input";

    /// <summary>The jobs of a command line, in the order of its arguments, those of a folder or pattern by name.</summary>
    /// <exception cref="UsageException">There is no such file, or two tables would be written to one place.</exception>
    public static IReadOnlyList<LabelJob> Plan(string[] arguments, string? output)
    {
        if (arguments is [] && !Console.IsInputRedirected)
        {
            throw new UsageException("no table to label; name files or folders, or give one by standard input.");
        }

        if (arguments is [] or [Dash])
        {
            return [new LabelJob(null, output is Dash ? null : output)];
        }

        var inputs = arguments.SelectMany(Inputs).DistinctBy(input => Path.GetFullPath(input.Path), StringComparer.Ordinal).ToList();
        var isOne = inputs.Count == 1 && inputs[0].Relative is null;
        if (output is Dash)
        {
            return isOne ? [new LabelJob(inputs[0].Path, null)] : throw new UsageException("only one table can be written to standard output.");
        }

        var isFolder = output is not null && (!isOne || Directory.Exists(output) || Path.EndsInDirectorySeparator(output));
        var jobs = inputs.Select(input => new LabelJob(input.Path, output switch
        {
            null => Beside(input.Path),
            _ when isFolder => Path.Combine(output, AsTable(input.Relative ?? Path.GetFileName(input.Path))),
            _ => output,
        })).ToList();
        Check(jobs);
        return jobs;
    }

    private static void Check(List<LabelJob> jobs)
    {
        var inputs = jobs.Select(job => Path.GetFullPath(job.Input!)).ToHashSet(StringComparer.Ordinal);
        var outputs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (input, output) in jobs)
        {
            var path = Path.GetFullPath(output!);
            if (inputs.Contains(path))
            {
                throw new UsageException($"'{output}' would be read and written; give another --output.");
            }

            if (!outputs.TryAdd(path, input!))
            {
                throw new UsageException($"'{outputs[path]}' and '{input}' would both be written to '{output}'; label them apart.");
            }
        }
    }

    private static IEnumerable<(string Path, string? Relative)> Inputs(string argument)
    {
        if (argument is Dash)
        {
            throw new UsageException("standard input cannot be labelled together with files.");
        }

        if (File.Exists(argument))
        {
            return [(argument, null)];
        }

        var isFolder = Directory.Exists(argument);
        if (!isFolder && argument.AsSpan().IndexOfAny('*', '?') < 0)
        {
            throw new UsageException($"there is no file '{argument}'.");
        }

        var (root, pattern) = isFolder ? (argument, "**/*") : SplitPattern(argument);
        var found = Directory.Exists(root)
            ? new Matcher(StringComparison.Ordinal).AddInclude(pattern).GetResultsInFullPath(root)
                .Select(path => Path.GetRelativePath(root, path))
                .Where(path => IsTable(path) && !path.EndsWith(".partial", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(path => (Path.Combine(root, path), (string?)path))
                .ToList()
            : [];
        return found.Count > 0
            ? found
            : throw new UsageException($"'{argument}' holds no table (.csv, .tsv, .txt or .jsonl, each also .gz).");
    }

    /// <summary>The folder before the first part with a wildcard, and the rest.</summary>
    private static (string Root, string Pattern) SplitPattern(string argument)
    {
        var wildcard = argument.AsSpan().IndexOfAny('*', '?');
        var cut = argument.AsSpan(0, wildcard).LastIndexOfAny(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar);
        return cut < 0 ? (".", argument) : (argument[..(cut + 1)], argument[(cut + 1)..]);
    }

    /// <summary>Whether the file is a table by its name, and none that was labelled here.</summary>
    private static bool IsTable(string path) =>
        TableName.Format(path) is not null && !TableName.Stem(path).EndsWith(Labelled, StringComparison.OrdinalIgnoreCase);

    private static string Beside(string input)
    {
        var table = AsTable(input);
        var stem = TableName.Stem(table);
        return $"{stem}{Labelled}{table[stem.Length..]}";
    }

    /// <summary>The name with <c>.tsv</c> for <c>.txt</c>, as which it is written.</summary>
    private static string AsTable(string path) => TableName.Format(path) == TableFormat.Txt
        ? $"{TableName.Stem(path)}.tsv{(path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[^3..] : string.Empty)}"
        : path;
}
