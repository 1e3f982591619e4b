using DavidBert.Bundles;
using DavidBert.Files;

namespace DavidBert.Serving.Models;

/// <summary>
/// Fetched models on disk, one folder each, named by the SHA-256 of <c>model.json</c>. Several processes may share the
/// folder: an entry appears whole by a rename, and a lock file beside it (shared by those who use the entry, exclusive
/// for whoever removes it) says that it is in use. Lock files stay, as a lock on a removed file would hold nobody off.
/// </summary>
internal sealed class ModelCache(string folder, long limit, TimeProvider time)
{
    private const int HashLength = 64;

    private static readonly TimeSpan LeftoverAge = TimeSpan.FromDays(1);
    private static readonly TimeSpan LockPause = TimeSpan.FromMilliseconds(50);

    /// <summary>Loads a model from its files, which are fetched where they are not there or damaged.</summary>
    /// <param name="hash">SHA-256 of its <c>model.json</c>, 64 lower-case hexadecimal digits.</param>
    /// <param name="fetch">Fetches the files into an empty folder.</param>
    /// <param name="load">
    /// Loads them; it throws where they are not those of the hash, so that nobody reads and hashes them before.
    /// </param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="IOException">The cache's folder cannot be written.</exception>
    public async Task<CachedModel<T>> TakeAsync<T>(
        string hash,
        Func<string, CancellationToken, Task> fetch,
        Func<string, T> load,
        CancellationToken cancellation)
    {
        if (hash.Length != HashLength || !hash.All(char.IsAsciiHexDigitLower))
        {
            throw new BundleException($"'{hash}' is not a SHA-256 in lower-case hexadecimal digits.");
        }

        PrivateFolder.Create(folder);
        var use = await LockAsync(LockOf(hash), FileAccess.Read, FileShare.Read, cancellation);
        try
        {
            var entry = Path.Combine(folder, hash);
            if (Directory.Exists(entry))
            {
                try
                {
                    return Load();
                }
                catch (Exception e) when (IsOfFiles(e) && !IsWhole(entry, hash))
                {
                    // It is damaged.
                }
            }

            await FetchAsync(entry, hash, fetch, cancellation);
            return Load();

            CachedModel<T> Load()
            {
                Directory.SetLastWriteTimeUtc(entry, time.GetUtcNow().UtcDateTime);
                Shrink(hash);
                return new CachedModel<T>(load(entry), use);
            }
        }
        catch
        {
            use.Dispose();
            throw;
        }
    }

    private static bool IsOfFiles(Exception e) => e is BundleException or IOException or UnauthorizedAccessException;

    private static bool IsWhole(string entry, string hash)
    {
        var manifest = Path.Combine(entry, ModelManifest.FileName);
        if (!File.Exists(manifest))
        {
            return false;
        }

        try
        {
            var isRight = string.Equals(
                ContentHash.OfFile(manifest), hash, StringComparison.Ordinal);
            return isRight && Bundle.Open(entry) is not null;
        }
        catch (Exception e) when (IsOfFiles(e))
        {
            return false;
        }
    }

    private static async Task FetchAsync(
        string entry, string hash, Func<string, CancellationToken, Task> fetch, CancellationToken cancellation)
    {
        var part = Aside(entry);
        Directory.CreateDirectory(part);
        try
        {
            await fetch(part, cancellation);
            // One at a time: between the look and the move another one's entry could come.
            await using var placing = await LockAsync(
                $"{entry}.placing", FileAccess.ReadWrite, FileShare.None, cancellation);
            if (IsWhole(entry, hash))
            {
                return; // another one was faster
            }

            if (Directory.Exists(entry))
            {
                Remove(entry);
            }

            Directory.Move(part, entry);
        }
        finally
        {
            Delete(part);
        }
    }

    /// <summary>Removes the least recently used entries that nobody uses, until the rest is within the limit.</summary>
    private void Shrink(string kept)
    {
        var oldest = time.GetUtcNow() - LeftoverAge;
        var entries = new List<(DirectoryInfo Folder, long Bytes)>();
        foreach (var found in new DirectoryInfo(folder).EnumerateDirectories())
        {
            if (found.Name.Length == HashLength)
            {
                entries.Add((found, found.EnumerateFiles().Sum(file => file.Length)));
            }
            else if (found.Name.Contains(".part-", StringComparison.Ordinal)
                && found.LastWriteTimeUtc < oldest.UtcDateTime)
            {
                Delete(found.FullName); // of a process that was killed
            }
        }

        var total = entries.Sum(entry => entry.Bytes);
        foreach (var (entry, bytes) in entries.OrderBy(entry => entry.Folder.LastWriteTimeUtc))
        {
            if (total <= limit)
            {
                return;
            }

            if (!string.Equals(entry.Name, kept, StringComparison.Ordinal) && TryRemove(entry))
            {
                total -= bytes;
            }
        }
    }

    private bool TryRemove(DirectoryInfo entry)
    {
        try
        {
            using var exclusive = new FileStream(
                LockOf(entry.Name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            Remove(entry.FullName);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // in use
        }
    }

    private static void Remove(string entry)
    {
        var aside = Aside(entry);
        Directory.Move(entry, aside);
        Delete(aside);
    }

    private static void Delete(string aside)
    {
        try
        {
            Directory.Delete(aside, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It was moved to its place, or a file of it is still open; a later start removes it.
        }
    }

    /// <summary>Opens a lock file, when those are done who hold it otherwise.</summary>
    private static async Task<FileStream> LockAsync(
        string path, FileAccess access, FileShare share, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, access, share);
            }
            catch (IOException) when (File.Exists(path))
            {
                await Task.Delay(LockPause, cancellation);
            }
        }
    }

    private string LockOf(string hash) => Path.Combine(folder, $"{hash}.lock");

    private static string Aside(string entry) => $"{entry}.part-{Guid.NewGuid():N}";
}

/// <summary>A model of the cache; until it is disposed no process removes its files.</summary>
internal sealed record CachedModel<T>(T Loaded, IDisposable Use) : IDisposable
{
    public void Dispose() => Use.Dispose();
}
