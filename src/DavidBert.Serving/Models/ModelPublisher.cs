using System.Globalization;
using Azure;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using DavidBert.Bundles;
using DavidBert.Files;
using DavidBert.Serving.Storage;

namespace DavidBert.Serving.Models;

/// <summary>
/// Uploads a bundle as a version and makes it the current one. Every file is written once, under the condition that it
/// is not there; an upload that was interrupted goes on with the files that are missing.
/// </summary>
public sealed class ModelPublisher(ModelStore store, TimeProvider? time = null)
{
    private const int BlockBytes = 4 << 20;
    private const int BlocksAtOnce = 4;

    /// <summary>Publishes a bundle.</summary>
    /// <param name="folder">The folder of the bundle; it must be whole and answer a phrase.</param>
    /// <param name="progress">Hears how far each file is.</param>
    /// <param name="cancellation">Ends the upload; the same call goes on later.</param>
    /// <exception cref="BundleException">The bundle cannot be used.</exception>
    /// <exception cref="StorageException">
    /// The version is there with other bytes, someone else moved the pointer meanwhile, or storage fails.
    /// </exception>
    public async Task<PublishOutcome> PublishAsync(
        string folder, IProgress<TransferProgress>? progress = null, CancellationToken cancellation = default)
    {
        using var predictor = await Task.Run(() => ModelLoader.Load(folder), cancellation);
        var manifest = predictor.Bundle.Manifest;
        var version = StoreName.Require("version", manifest.Version);
        return await StorageFailure.TellAsync($"'{store.Name}' {version} cannot be published", async () =>
        {
            await store.PrepareAsync(cancellation);
            var before = await store.ReadPointerAsync(cancellation);
            var description = await DescribeAsync(folder, cancellation);
            if (await FindAsync(store.Blob(version, ModelManifest.FileName), cancellation) is { } there)
            {
                RequireSame(there, description, version, ModelManifest.FileName);
            }

            var uploaded = new List<string>();
            var files = manifest.Files.OrderBy(file => file.Value.Bytes).ThenBy(
                file => file.Key, StringComparer.Ordinal);
            // Model.json makes the version whole
            foreach (var (name, file) in files.Append(new(ModelManifest.FileName, description)))
            {
                if (await UploadAsync(folder, version, name, file, progress, cancellation))
                {
                    uploaded.Add(name);
                }
            }

            if (before?.Pointer is not { } pointer || !pointer.IsAt(version, description.Sha256))
            {
                await store.MovePointerAsync(version, description.Sha256, before, cancellation);
            }

            return new PublishOutcome(store.Name, version, uploaded, before?.Pointer?.Version);
        });
    }

    private static async Task<BundleFile> DescribeAsync(string folder, CancellationToken cancellation)
    {
        var json = await File.ReadAllBytesAsync(Path.Combine(folder, ModelManifest.FileName), cancellation);
        return new BundleFile(ContentHash.Of(json), json.Length);
    }

    /// <summary>Uploads a file; false where the same is there already.</summary>
    private async Task<bool> UploadAsync(
        string folder,
        string version,
        string name,
        BundleFile file,
        IProgress<TransferProgress>? progress,
        CancellationToken cancellation)
    {
        var blob = store.Blob(version, name);
        var done = new FileProgress(progress, name, file.Bytes);
        var there = await FindAsync(blob, cancellation);
        if (there is null)
        {
            try
            {
                await UploadAsync(blob, Path.Combine(folder, name), file, done, cancellation);
                done.Complete();
                return true;
            }
            catch (RequestFailedException e) when (StorageFailure.IsConflict(e))
            {
                // Another publisher was faster, or the answer to our own upload was lost.
                there = await FindAsync(blob, cancellation);
                if (there is null)
                {
                    throw;
                }
            }
        }

        RequireSame(there, file, version, name);
        done.Complete();
        return false;
    }

    private async Task UploadAsync(
        BlobClient blob, string path, BundleFile file, FileProgress done, CancellationToken cancellation)
    {
        await using var stream = new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, useAsync: true);
        var digest = await ContentHash.OfAsync(stream, cancellation);
        if (!ContentHash.AreEqual(digest, file.Sha256))
        {
            throw new BundleException(
                $"'{path}' changed while it was published: its SHA-256 is {digest}, expected {file.Sha256}.");
        }

        stream.Position = 0;
        await blob.UploadAsync(
            stream,
            new BlobUploadOptions
            {
                Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
                Metadata = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    [ModelStore.Sha256Metadata] = digest,
                    [ModelStore.PublishedMetadata] = (time ?? TimeProvider.System).GetUtcNow().ToString(
                        "O", CultureInfo.InvariantCulture),
                },
                ProgressHandler = done,
                TransferOptions = new StorageTransferOptions
                {
                    InitialTransferSize = BlockBytes,
                    MaximumTransferSize = BlockBytes,
                    MaximumConcurrency = BlocksAtOnce,
                },
                // Of each block, checked by storage
                TransferValidation = new UploadTransferValidationOptions
                {
                    ChecksumAlgorithm = StorageChecksumAlgorithm.MD5,
                },
            },
            cancellation);
    }

    private static async Task<BlobProperties?> FindAsync(BlobClient blob, CancellationToken cancellation)
    {
        try
        {
            return await blob.GetPropertiesAsync(cancellationToken: cancellation);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }

    private void RequireSame(BlobProperties there, BundleFile file, string version, string name)
    {
        var isSame = there.ContentLength == file.Bytes
            && there.Metadata.TryGetValue(ModelStore.Sha256Metadata, out var sha256)
            && ContentHash.AreEqual(sha256, file.Sha256);
        if (!isSame)
        {
            throw new StorageException(
                $"The store has a version {version} of '{store.Name}' with another {name}; a version is never changed. "
                + "Give this bundle a new version in its model.json.");
        }
    }
}

/// <summary>Passes the bytes done of one file on, in the order they are told.</summary>
internal sealed class FileProgress(IProgress<TransferProgress>? progress, string file, long total) : IProgress<long>
{
    public void Report(long value) => progress?.Report(new TransferProgress(file, value, total));

    public void Complete() => Report(total);
}

/// <summary>What publishing did.</summary>
/// <param name="Name">The model's name in the store.</param>
/// <param name="Version">The version, now the current one.</param>
/// <param name="Uploaded">The files that were uploaded; the others were there already.</param>
/// <param name="Before">The version that was current before; null where there was none.</param>
public sealed record PublishOutcome(string Name, string Version, IReadOnlyList<string> Uploaded, string? Before);

/// <summary>How far the upload of a file is.</summary>
/// <param name="File">Its name.</param>
/// <param name="Done">Bytes that are stored.</param>
/// <param name="Total">Its size in bytes.</param>
public sealed record TransferProgress(string File, long Done, long Total);
