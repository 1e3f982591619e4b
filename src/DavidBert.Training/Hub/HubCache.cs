using System.Text;
using System.Text.RegularExpressions;
using DavidBert.Files;

namespace DavidBert.Training.Hub;

/// <summary>
/// The cache folder that Hugging Face's tools share. A model has a folder there: <c>blobs/</c> with files named after
/// their hashes, <c>snapshots/COMMIT/</c> with links to them, <c>refs/BRANCH</c> with the commit a branch was at.
/// </summary>
/// <param name="Root">The folder that holds <c>models--org--name</c>.</param>
internal sealed record HubCache(string Root)
{
    /// <summary>
    /// The cache where the environment puts it: HF_HUB_CACHE, HF_HOME/hub, or huggingface/hub in the user's cache
    /// folder.
    /// </summary>
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

    /// <summary>
    /// The folder with the files of a model at a branch, a tag or a commit, or null where the cache has none.
    /// </summary>
    /// <exception cref="ArgumentException">The revision is not the name of a branch, a tag or a commit.</exception>
    public string? FindSnapshot(RepositoryName name, string revision = "main")
    {
        var reference = ReferencePath(name, revision);
        var commit = File.Exists(reference) ? File.ReadAllText(reference).Trim() : revision;
        return IsCommit(commit) && Directory.Exists(SnapshotFolder(name, commit)) ? SnapshotFolder(name, commit) : null;
    }

    internal static bool IsCommit(string text) => text.Length == 40 && text.All(char.IsAsciiHexDigitLower);

    internal string BlobPath(RepositoryName name, string hash) => Path.Combine(Root, name.CacheFolder, "blobs", hash);

    internal string SnapshotFolder(RepositoryName name, string commit) =>
        Path.Combine(Root, name.CacheFolder, "snapshots", commit);

    internal void WriteReference(RepositoryName name, string revision, string commit)
    {
        var path = ReferencePath(name, revision);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        WholeFile.Write(path, Encoding.ASCII.GetBytes(commit));
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
            : throw new ArgumentException(
                $"'{revision}' is not the name of a branch, a tag or a commit.", nameof(revision));
}

/// <summary>Relative paths that come from the hub or from a command line: names of files, branches and tags.</summary>
internal static class HubPath
{
    /// <summary>
    /// Whether a path with forward slashes stays inside the folder it is combined with, on every system.
    /// </summary>
    public static bool StaysInside(string path) =>
        path.Length is > 0 and <= 500
        && !path.Any(c => char.IsControl(c) || c is '\\' or ':')
        && path.Split('/').All(part => part is not ("" or "." or ".."));
}

/// <summary>
/// The name of a model on the hub: <c>sentence-transformers/all-MiniLM-L6-v2</c>, or bare like
/// <c>bert-base-uncased</c>.
/// </summary>
internal sealed partial record RepositoryName
{
    private RepositoryName(string value) => Value = value;

    /// <summary>The name as the hub writes it.</summary>
    public string Value { get; }

    /// <summary>The name of the model's folder in the hub's cache: <c>models--org--name</c>.</summary>
    public string CacheFolder => "models--" + Value.Replace("/", "--", StringComparison.Ordinal);

    /// <summary>Whether a text has the form of a name; says nothing about whether the hub knows it.</summary>
    public static bool IsName(string text) =>
        text.Length <= 200 && Form.IsMatch(text)
        && !text.Contains("--", StringComparison.Ordinal) && !text.Contains("..", StringComparison.Ordinal);

    /// <summary>Reads a name.</summary>
    /// <exception cref="ArgumentException">The text is not a name.</exception>
    public static RepositoryName Parse(string text) =>
        IsName(text)
            ? new RepositoryName(text)
            : throw new ArgumentException(
                $"'{text}' is not the name of a model on the hub; names look like bert-base-uncased or "
                + $"sentence-transformers/all-MiniLM-L6-v2.",
                nameof(text));

    /// <inheritdoc/>
    public override string ToString() => Value;

    [GeneratedRegex(
        @"\A[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        1000)]
    private static partial Regex Form { get; }
}
