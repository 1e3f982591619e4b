using System.IO.Enumeration;
using DavidBert.Cli.Shell;
using DavidBert.Labelling;
using Microsoft.Extensions.FileSystemGlobbing;

namespace DavidBert.Cli.Labelling;

/// <summary>A table that the command line names.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Relative">Its path below the folder that was searched; null for a file that was named itself.</param>
internal sealed record FoundTable(string Path, string? Relative);

/// <summary>A file that is left out of a search, though it may hold a table.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Reason">Why.</param>
/// <param name="Remedy">What the user can do.</param>
internal sealed record UnreadableTable(string Path, string Reason, string Remedy);

/// <summary>What a search found.</summary>
internal sealed record FoundTables(IReadOnlyList<FoundTable> Tables, IReadOnlyList<UnreadableTable> Unreadable);

/// <summary>
/// Finds the tables of folders and patterns. Links to files are followed, links to folders below are not.
/// </summary>
internal static class TableSearch
{
    private const string Everything = "**/*";

    /// <summary>Searches a folder or a pattern.</summary>
    /// <param name="argument">A folder, or a path with <c>*</c>, <c>?</c> or <c>**</c>.</param>
    /// <param name="output">The folder of the outputs; where it lies in what is searched, it is left out.</param>
    /// <exception cref="UsageException">There is no such file, or no table.</exception>
    public static FoundTables Find(string argument, string? output)
    {
        var isFolder = Directory.Exists(argument);
        if (!isFolder && argument.AsSpan().IndexOfAny('*', '?') < 0)
        {
            throw new UsageException($"there is no file '{argument}'.");
        }

        var (root, pattern) = isFolder ? (argument, Everything) : SplitPattern(argument);
        List<string> files = Directory.Exists(root) ? [.. Files(root, pattern, Excluded(root, output))] : [];
        var unreadable = files.Select(path => Unreadable(root, path)).OfType<UnreadableTable>().ToList();
        var tables = files.Where(IsTable)
            .Select(path => new FoundTable(Path.Combine(root, path), path))
            .ExceptBy(unreadable.Select(left => left.Path), table => table.Path, StringComparer.Ordinal)
            .ToList();
        return tables.Count > 0
            ? new FoundTables(tables, unreadable)
            : throw new UsageException($"'{argument}' holds no table ({TableName.Endings})"
                + (unreadable is [var (path, reason, remedy), ..]
                    ? $", only files such as '{path}', left out as {reason}; {remedy}."
                    : "."));
    }

    /// <summary>The files below a folder, relative to it, by name.</summary>
    private static IEnumerable<string> Files(string root, string pattern, string? excluded)
    {
        var matcher = new Matcher(StringComparison.Ordinal).AddInclude(pattern);
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = pattern.AsSpan().IndexOfAny('/', '\\') >= 0,
            IgnoreInaccessible = false,
            AttributesToSkip = FileAttributes.None,
        };
        return new FileSystemEnumerable<string>(root, (ref entry) => entry.ToFullPath(), options)
        {
            ShouldIncludePredicate = (ref entry) => !entry.IsDirectory,
            ShouldRecursePredicate = (ref entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint)
                && (excluded is null || !RealPath.Comparer.Equals(entry.ToFullPath(), excluded)),
        }
            .Select(path => Path.GetRelativePath(root, path))
            .Where(path => matcher.Match(path).HasMatches)
            .Order(StringComparer.Ordinal);
    }

    /// <summary>
    /// The folder of the outputs where it lies below the root, so that a second run does not label them.
    /// </summary>
    private static string? Excluded(string root, string? output)
    {
        if (output is null)
        {
            return null;
        }

        var (folder, below) = (Path.TrimEndingDirectorySeparator(Path.GetFullPath(output)), Path.GetFullPath(root));
        return RealPath.IsBelow(folder, below) ? folder : null;
    }

    /// <summary>The folder before the first part with a wildcard, and the rest.</summary>
    private static (string Root, string Pattern) SplitPattern(string argument)
    {
        var wildcard = argument.AsSpan().IndexOfAny('*', '?');
        var cut = argument.AsSpan(0, wildcard)
            .LastIndexOfAny(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar);
        return cut < 0 ? (".", argument) : (argument[..(cut + 1)], argument[(cut + 1)..]);
    }

    /// <summary>Whether the file is a table by its name, and neither labelled here nor part of labelling.</summary>
    private static bool IsTable(string path) =>
        TableName.Format(path) is not null && !LabelledName.Is(path) && !PartialFile.Is(path) && !ReportFile.Is(path);

    /// <summary>Why a file is left out; null for one that is a table, or has nothing to do with tables.</summary>
    private static UnreadableTable? Unreadable(string root, string found)
    {
        var path = Path.Combine(root, found);
        if (Remedy(found) is { } remedy)
        {
            return new UnreadableTable(path, "this kind of file is not read", remedy);
        }

        return !IsTable(found) ? null : FileKinds.Of(path) switch
        {
            FileKind.Regular => null,
            FileKind.BrokenLink => new UnreadableTable(path, "its link leads nowhere", "mend the link, or remove it"),
            FileKind.Pipe => new UnreadableTable(path, "it is a pipe", "name it to read what comes out of it"),
        };
    }

    private static string? Remedy(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".XLSX" or ".XLSM" or ".XLSB" or ".XLS" or ".ODS" or ".NUMBERS" => "save the sheet as CSV (UTF-8)",
        ".PARQUET" or ".FEATHER" or ".SAV" or ".DTA" => "export it as CSV",
        ".ZIP" or ".BZ2" or ".XZ" or ".ZST" or ".7Z" when TableName.Format(Path.ChangeExtension(path, null)) is not null
            => "decompress it, or compress it with gzip",
        _ => null,
    };
}
