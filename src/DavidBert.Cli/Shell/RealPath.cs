namespace DavidBert.Cli.Shell;

/// <summary>Paths with their links followed.</summary>
internal static class RealPath
{
    private const int MaxLinks = 40; // as Linux

    /// <summary>Whether the system tells paths apart by case.</summary>
    public static StringComparer Comparer { get; } =
        OperatingSystem.IsLinux() ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase;

    /// <summary>The path that writing to a path ends at; parts that do not exist stay as they are.</summary>
    /// <exception cref="IOException">The links form a cycle.</exception>
    public static string Of(string path) => Of(path, MaxLinks);

    /// <summary>Whether a full path lies below another one.</summary>
    public static bool IsBelow(string path, string folder)
    {
        var start = Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar;
        return path.Length > start.Length && Comparer.Equals(path[..start.Length], start);
    }

    private static string Of(string path, int links)
    {
        var full = Path.GetFullPath(path);
        var real = Path.GetPathRoot(full)!;
        var parts = full[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);
        foreach (var part in parts)
        {
            var next = Path.Combine(real, part);
            real = new FileInfo(next).LinkTarget is not { } target ? next
                : links > 0 ? Of(Path.Combine(real, target), links - 1)
                : throw new IOException($"The links of '{path}' form a cycle.");
        }

        return real;
    }
}
