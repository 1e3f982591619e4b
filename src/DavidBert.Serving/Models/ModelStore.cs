using System.Globalization;
using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using DavidBert.Bundles;
using DavidBert.Files;
using DavidBert.Serving.Storage;

namespace DavidBert.Serving.Models;

/// <summary>
/// A model's versions in the container <c>models</c>: <c>name/version/…</c> is never changed, and
/// <c>name/current.json</c> points at the version that services answer with. A version is whole when it has its
/// <c>model.json</c>, which is uploaded last.
/// </summary>
public sealed class ModelStore
{
    /// <summary>The container of the models.</summary>
    public const string Container = "models";

    internal const string PublishedMetadata = "published";
    internal const string Sha256Metadata = "sha256";

    private const string PointerFile = "current.json";

    private readonly BlobContainerClient container;

    /// <summary>Opens a model's place in a store; nothing is asked of it yet.</summary>
    /// <param name="account">The storage account.</param>
    /// <param name="name">The model's name.</param>
    /// <param name="options">How to talk to storage, for tests and proxies; null for the usual.</param>
    /// <exception cref="StorageException">The account or the name cannot be used.</exception>
    public ModelStore(StorageAccount account, string name, BlobClientOptions? options = null)
    {
        Name = StoreName.Require("model's name", name);
        container = account.Blobs(options).GetBlobContainerClient(Container);
    }

    /// <summary>The model's name.</summary>
    public string Name { get; }

    /// <summary>The address of the model's folder, without a SAS.</summary>
    public string Address => $"{container.Uri.GetLeftPart(UriPartial.Path)}/{Name}";

    private BlobClient PointerBlob => container.GetBlobClient($"{Name}/{PointerFile}");

    /// <summary>The whole versions, the newest first.</summary>
    /// <exception cref="StorageException">Storage cannot be read.</exception>
    public Task<IReadOnlyList<StoredVersion>> ListAsync(CancellationToken cancellation = default) =>
        StorageFailure.TellAsync($"The versions of '{Name}' cannot be listed", async () =>
        {
            var current = (await ReadPointerAsync(cancellation))?.Pointer?.Version;
            return await ListAsync(current, cancellation);
        });

    /// <summary>Makes another version the current one.</summary>
    /// <param name="version">The version; null for the one published before the current one.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <returns>The pointer as it is now.</returns>
    /// <exception cref="StorageException">
    /// There is no such version, someone moved the pointer meanwhile, or storage fails.
    /// </exception>
    public Task<ModelPointer> RollbackAsync(string? version, CancellationToken cancellation = default) =>
        StorageFailure.TellAsync($"'{Name}' cannot be rolled back", async () =>
        {
            var current = await ReadPointerAsync(cancellation);
            var target = Choose(await ListAsync(current?.Pointer?.Version, cancellation), current?.Pointer, version);
            return current?.Pointer is { } pointer && pointer.IsAt(target.Version, target.Sha256)
                ? pointer
                : await MovePointerAsync(target.Version, target.Sha256, current, cancellation);
        });

    internal BlobClient Blob(string version, string file) => container.GetBlobClient($"{Name}/{version}/{file}");

    /// <summary>Makes the container where there is none; a SAS for one container need not be allowed to.</summary>
    internal async Task PrepareAsync(CancellationToken cancellation)
    {
        try
        {
            await PointerBlob.GetPropertiesAsync(cancellationToken: cancellation);
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.ContainerNotFound)
        {
            await container.CreateIfNotExistsAsync(cancellationToken: cancellation);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            // The first version of this model.
        }
    }

    /// <summary>
    /// The pointer as it is stored; null where there is none. One that says nothing can be moved like any other.
    /// </summary>
    internal async Task<StoredPointer?> ReadPointerAsync(CancellationToken cancellation)
    {
        try
        {
            var stored = await PointerBlob.DownloadContentAsync(cancellation);
            return new StoredPointer(ModelPointer.TryRead(stored.Value.Content, out _), stored.Value.Details.ETag);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }

    /// <summary>The pointer where it is another than the known one, and its tag; null where it is not.</summary>
    /// <exception cref="StorageException">There is none, or it cannot be read.</exception>
    internal Task<(ModelPointer Pointer, ETag Tag)?> ReadMovedPointerAsync(
        ETag? known, CancellationToken cancellation) =>
        StorageFailure.TellAsync<(ModelPointer, ETag)?>($"The pointer of the model '{Name}' cannot be read", async () =>
        {
            try
            {
                var options = new BlobDownloadOptions { Conditions = new() { IfNoneMatch = known } };
                var response = await PointerBlob.DownloadContentAsync(options, cancellation);
                return response.GetRawResponse().Status == 304
                    ? null
                    : (Read(response.Value.Content), response.Value.Details.ETag);
            }
            catch (RequestFailedException e) when (e.Status == 304)
            {
                return null;
            }
            catch (RequestFailedException e) when (e.Status == 404)
            {
                throw new StorageException(
                    $"The store has no model '{Name}' ({Address}/{PointerFile} is missing). "
                    + "Publish one with 'davidbert publish'.",
                    e);
            }
        });

    /// <summary>Points at a version, provided that nobody pointed at another one since the pointer was read.</summary>
    internal async Task<ModelPointer> MovePointerAsync(
        string version, string sha256, StoredPointer? read, CancellationToken cancellation)
    {
        var pointer = new ModelPointer(version, sha256, DateTimeOffset.UtcNow);
        var conditions = read is null
            ? new BlobRequestConditions { IfNoneMatch = ETag.All }
            : new BlobRequestConditions { IfMatch = read.Tag };
        try
        {
            await PointerBlob.UploadAsync(
                new BinaryData(JsonSerializer.SerializeToUtf8Bytes(pointer, ModelPointerJson.Default.ModelPointer)),
                new BlobUploadOptions
                {
                    Conditions = conditions,
                    HttpHeaders = new BlobHttpHeaders { ContentType = "application/json", CacheControl = "no-cache" },
                },
                cancellation);
        }
        catch (RequestFailedException e) when (StorageFailure.IsConflict(e))
        {
            // Someone else was faster, or the answer to the first attempt was lost and the second one found its
            // pointer.
            var found = (await ReadPointerAsync(cancellation))?.Pointer;
            return found is not null && found.IsAt(version, sha256)
                ? found
                : throw new StorageException(
                    $"Someone else moved the pointer of '{Name}' at the same time: {Move(read?.Pointer, found)}. "
                    + $"Version {version} is stored whole; 'davidbert rollback {version}' makes it the current one.",
                    e);
        }

        return pointer;
    }

    private ModelPointer Read(BinaryData content) => ModelPointer.TryRead(content, out var error)
        ?? throw new StorageException(
            $"'{Name}/{PointerFile}' cannot be read: {error} 'davidbert rollback VERSION' writes it anew.");

    private async Task<IReadOnlyList<StoredVersion>> ListAsync(string? current, CancellationToken cancellation)
    {
        var files = new List<BlobItem>();
        var options = new GetBlobsOptions { Prefix = $"{Name}/", Traits = BlobTraits.Metadata };
        try
        {
            await foreach (var blob in container.GetBlobsAsync(options, cancellation))
            {
                files.Add(blob);
            }
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.ContainerNotFound)
        {
            return [];
        }

        var versions = new List<StoredVersion>();
        var folders = files
            .Where(file => file.Name.Count(c => c == '/') == 2)
            .GroupBy(file => file.Name.Split('/')[1], StringComparer.Ordinal);
        foreach (var folder in folders)
        {
            var path = $"{Name}/{folder.Key}/{ModelManifest.FileName}";
            if (folder.FirstOrDefault(file => string.Equals(file.Name, path, StringComparison.Ordinal)) is { } manifest)
            {
                versions.Add(new StoredVersion(
                    folder.Key,
                    manifest.Metadata.TryGetValue(Sha256Metadata, out var sha256)
                        ? sha256
                        : await HashAsync(folder.Key, cancellation),
                    PublishedAt(manifest),
                    folder.Sum(file => file.Properties.ContentLength ?? 0),
                    string.Equals(folder.Key, current, StringComparison.Ordinal)));
            }
        }

        return [.. versions.OrderByDescending(version => version.Published).ThenByDescending(
            version => version.Version, StringComparer.Ordinal)];
    }

    private StoredVersion Choose(IReadOnlyList<StoredVersion> versions, ModelPointer? current, string? version)
    {
        if (version is not null)
        {
            return versions.FirstOrDefault(stored => string.Equals(stored.Version, version, StringComparison.Ordinal))
                ?? throw new StorageException(versions.Count == 0
                    ? $"The store has no version of '{Name}'."
                    : $"The store has no version '{version}' of '{Name}'; "
                        + $"it has {string.Join(", ", versions.Select(stored => stored.Version))}.");
        }

        var since = versions.FirstOrDefault(stored => stored.IsCurrent)?.Published ?? current?.Published
            ?? throw new StorageException($"No version of '{Name}' is the current one; name the version to go to.");
        return versions.FirstOrDefault(stored => !stored.IsCurrent && stored.Published < since)
            ?? throw new StorageException(
                $"No version of '{Name}' was published before the current one, {current?.Version}.");
    }

    /// <summary>
    /// From where to where a pointer was moved; two bundles of one version are told apart by their hash.
    /// </summary>
    private static string Move(ModelPointer? from, ModelPointer? to) =>
        string.Equals(from?.Version, to?.Version, StringComparison.Ordinal)
            ? $"from {from?.Version} with the SHA-256 {from?.Sha256} to {to?.Version} with {to?.Sha256}"
            : $"from {from?.Version ?? "none"} to {to?.Version ?? "none"}";

    private async Task<string> HashAsync(string version, CancellationToken cancellation)
    {
        var manifest = await Blob(version, ModelManifest.FileName).DownloadContentAsync(cancellation);
        return ContentHash.Of(manifest.Value.Content);
    }

    private static DateTimeOffset PublishedAt(BlobItem manifest) =>
        manifest.Metadata.TryGetValue(PublishedMetadata, out var text)
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : manifest.Properties.CreatedOn ?? DateTimeOffset.MinValue;
}

/// <summary>What a model and a version may be called in the store: one part of a blob's path.</summary>
internal static class StoreName
{
    private const int Longest = 100;

    /// <summary>Gives a name back that can be used.</summary>
    /// <exception cref="StorageException">It cannot.</exception>
    public static string Require(string what, string name)
    {
        if (name.Length is > 0 and <= Longest
            && char.IsAsciiLetterOrDigit(name[0])
            && char.IsAsciiLetterOrDigit(name[^1])
            && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'))
        {
            return name;
        }

        throw new StorageException(
            $"The {what} '{name}' cannot be a folder of the store: "
            + $"use letters, digits and inner '.', '_', '-', at most {Longest} characters.");
    }
}

/// <summary>A whole version of a model in the store.</summary>
/// <param name="Version">The version.</param>
/// <param name="Sha256">SHA-256 of its <c>model.json</c>, 64 lower-case hexadecimal digits.</param>
/// <param name="Published">When its last file was uploaded.</param>
/// <param name="Bytes">The size of its files together.</param>
/// <param name="IsCurrent">Whether the pointer points at it.</param>
public sealed record StoredVersion(string Version, string Sha256, DateTimeOffset Published, long Bytes, bool IsCurrent);
