namespace DavidBert.Training.Hub;

/// <summary>
/// The cache folder that Hugging Face's tools share. A model has a folder there: <c>blobs/</c> with files named after their
/// hashes, <c>snapshots/COMMIT/</c> with links to them, <c>refs/BRANCH</c> with the commit a branch was at.
/// </summary>
/// <param name="Root">The folder that holds <c>models--org--name</c>.</param>
public sealed record HubCache(string Root)
{
    /// <summary>The cache where the environment puts it: HF_HUB_CACHE, HF_HOME/hub, or huggingface/hub in the user's cache folder.</summary>
    public static HubCache FromEnvironment() => FromEnvironment(Environment.GetEnvironmentVariable);

    internal static HubCache FromEnvironment(Func<string, string?> variable)
    {
        if (variable("HF_HUB_CACHE") is { Length: > 0 } cache)
        {
            return new HubCache(cache);
        }

        var caches = variable("XDG_CACHE_HOME") is { Length: > 0 } xdg
            ? xdg
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        var home = variable("HF_HOME") is { Length: > 0 } named ? named : Path.Combine(caches, "huggingface");
        return new HubCache(Path.Combine(home, "hub"));
    }

    /// <summary>The folder with the files of a model at a branch, a tag or a commit, or null where the cache has none.</summary>
    /// <exception cref="ArgumentException">The revision is no name of a branch, a tag or a commit.</exception>
    public string? FindSnapshot(RepositoryName name, string revision = "main")
    {
        var reference = ReferencePath(name, revision);
        var commit = File.Exists(reference) ? File.ReadAllText(reference).Trim() : revision;
        return IsCommit(commit) && Directory.Exists(SnapshotFolder(name, commit)) ? SnapshotFolder(name, commit) : null;
    }

    internal static bool IsCommit(string text) => text.Length == 40 && text.All(char.IsAsciiHexDigitLower);

    internal string BlobPath(RepositoryName name, string hash) => Path.Combine(Root, name.CacheFolder, "blobs", hash);

    internal string SnapshotFolder(RepositoryName name, string commit) => Path.Combine(Root, name.CacheFolder, "snapshots", commit);

    internal void WriteReference(RepositoryName name, string revision, string commit)
    {
        var path = ReferencePath(name, revision);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var part = $"{path}.{Path.GetRandomFileName()}";
        File.WriteAllText(part, commit);
        File.Move(part, path, overwrite: true);
    }

    /// <summary>Gives a blob its name in a snapshot, by a link where the system has links, else by a copy.</summary>
    internal void Link(RepositoryName name, string commit, RemoteFile file)
    {
        var blob = BlobPath(name, file.Hash);
        var path = Path.Combine(SnapshotFolder(name, commit), file.Name);
        var folder = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder);
        File.Delete(path);
        try
        {
            File.CreateSymbolicLink(path, Path.GetRelativePath(folder, blob));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            File.Copy(blob, path, overwrite: true);
        }
    }

    private string ReferencePath(RepositoryName name, string revision) =>
        HubPath.StaysInside(revision)
            ? Path.Combine(Root, name.CacheFolder, "refs", revision)
            : throw new ArgumentException($"'{revision}' is no branch, tag or commit.", nameof(revision));
}
