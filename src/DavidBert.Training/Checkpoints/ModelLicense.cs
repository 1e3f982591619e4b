namespace DavidBert.Training.Checkpoints;

/// <summary>The licence of a checkpoint, as its model card or its licence file tells.</summary>
internal static class ModelLicense
{
    private const string Unknown = "unknown";

    /// <summary>Reads the SPDX identifier, or <c>unknown</c>.</summary>
    public static string Read(string folder) =>
        FromCard(Path.Combine(folder, "README.md"))
        ?? FromText(Path.Combine(folder, "LICENSE"))
        ?? FromText(Path.Combine(folder, "LICENSE.txt"))
        ?? Unknown;

    private static string? FromCard(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        var lines = File.ReadLines(path).Take(200).ToList();
        return lines is ["---", ..]
            ? lines.Skip(1).TakeWhile(line => !string.Equals(line, "---", StringComparison.Ordinal))
                .Where(line => line.StartsWith("license:", StringComparison.Ordinal))
                .Select(line => Spell(line["license:".Length..].Trim().Trim('"', '\'')))
                .FirstOrDefault()
            : null;
    }

    private static string? FromText(string path)
    {
        var start = File.Exists(path) ? string.Join('\n', File.ReadLines(path).Take(5)) : "";
        return start.Contains("Apache License", StringComparison.Ordinal) && start.Contains("Version 2.0", StringComparison.Ordinal) ? "Apache-2.0"
            : start.Contains("MIT License", StringComparison.Ordinal) ? "MIT"
            : null;
    }

    private static string? Spell(string license) => license switch
    {
        "" => null,
        "apache-2.0" => "Apache-2.0",
        "mit" => "MIT",
        _ => license,
    };
}
