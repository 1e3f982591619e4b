using DavidBert.Bundles;
using DavidBert.Files;
using DavidBert.Training.Checkpoints;

namespace DavidBert.Training.Hub;

/// <summary>The pretrained checkpoint that a training starts from, found on this machine.</summary>
/// <param name="Folder">Its folder.</param>
/// <param name="Name">Its name on the hub, or that of its folder.</param>
/// <param name="License">Its licence by SPDX identifier as its files tell, or <c>unknown</c>.</param>
internal sealed record BaseModel(string Folder, string Name, string License)
{
    /// <summary>What a bundle says of the checkpoint it was trained from.</summary>
    public BaseModelInfo Info => new(Name, License);

    /// <summary>The model that is looked for where none is named.</summary>
    public const string DefaultName = "sentence-transformers/all-MiniLM-L6-v2";

    /// <summary>The environment variable that names the folder of the base checkpoint.</summary>
    public const string Variable = "DAVIDBERT_BASE_MODEL";

    private const string DefaultSha256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db";

    /// <summary>
    /// Finds a checkpoint. A folder or a name that is given decides; else the folder in DAVIDBERT_BASE_MODEL; else
    /// <see cref="DefaultName"/>. Names are looked for in the hub's cache.
    /// </summary>
    /// <param name="nameOrPath">A folder, a name on the hub, or null.</param>
    /// <exception cref="DirectoryNotFoundException">
    /// There is no such folder, or the cache has no such model; the message says what to do.
    /// </exception>
    public static BaseModel Locate(string? nameOrPath = null) =>
        Locate(nameOrPath, Environment.GetEnvironmentVariable);

    /// <summary>As <see cref="Locate(string?)"/>, but null where none is named and none is here.</summary>
    /// <exception cref="DirectoryNotFoundException">The one that is named is not here.</exception>
    public static BaseModel? Find(string? nameOrPath)
    {
        try
        {
            return Locate(nameOrPath);
        }
        catch (DirectoryNotFoundException) when (
            nameOrPath is null && Environment.GetEnvironmentVariable(Variable) is null or "")
        {
            return null;
        }
    }

    internal static BaseModel Locate(string? nameOrPath, Func<string, string?> variable)
    {
        if (nameOrPath is { Length: > 0 })
        {
            return Directory.Exists(nameOrPath) ? FromFolder(nameOrPath)
                : RepositoryName.IsName(nameOrPath) ? FromCache(nameOrPath, variable)
                : throw new DirectoryNotFoundException($"There is no folder '{nameOrPath}' for the base checkpoint.");
        }

        if (variable(Variable) is not { Length: > 0 } folder)
        {
            return FromCache(DefaultName, variable);
        }

        return Directory.Exists(folder)
            ? FromFolder(folder)
            : throw new DirectoryNotFoundException(
                $"{Variable} is '{folder}', which is not a folder. Correct it, or unset it.");
    }

    private static BaseModel FromCache(string name, Func<string, string?> variable)
    {
        var cache = HubCache.FromEnvironment(variable);
        return cache.FindSnapshot(RepositoryName.Parse(name)) is { } folder
            && File.Exists(Path.Combine(folder, Checkpoint.ConfigFile))
            ? new BaseModel(folder, name, ModelLicense.Read(folder))
            : throw new DirectoryNotFoundException(
                $"The base checkpoint {name} is not in '{cache.Root}'. Fetch it with 'davidbert-train download "
                + $"{name}', "
                + $"or name a folder that holds it in {Variable}.");
    }

    private static BaseModel FromFolder(string folder)
    {
        var path = Path.GetFullPath(folder);
        return new BaseModel(path, NameOf(path), ModelLicense.Read(path));
    }

    private static string NameOf(string folder)
    {
        var weights = Path.Combine(folder, Checkpoint.WeightsFile);
        if (File.Exists(weights))
        {
            if (ContentHash.AreEqual(ContentHash.OfFile(weights), DefaultSha256))
            {
                return DefaultName;
            }
        }

        return Path.GetFileName(Path.TrimEndingDirectorySeparator(folder));
    }
}

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
        return start.Contains("Apache License", StringComparison.Ordinal)
            && start.Contains("Version 2.0", StringComparison.Ordinal) ? "Apache-2.0"
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
