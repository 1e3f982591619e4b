using System.Security.Cryptography;
using Azure;
using Azure.Storage;
using Azure.Storage.Blobs.Models;
using DavidBert.Bundles;
using DavidBert.Files;
using DavidBert.Serving.Storage;

namespace DavidBert.Serving.Models;

/// <summary>Fetches a version from the store, ranges in parallel; what arrives is hashed while it is written.</summary>
internal sealed class ModelDownload(ModelStore store)
{
    private const int RangeBytes = 4 << 20;
    private const int RangesAtOnce = 4;
    private const int MostManifestBytes = 1 << 20;

    /// <summary>Fetches a version into an empty folder.</summary>
    /// <param name="version">The version.</param>
    /// <param name="sha256">SHA-256 of its <c>model.json</c>.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="cancellation">Ends the download; the folder is left as it is.</param>
    /// <exception cref="BundleException">The version is not whole, or not what it should be.</exception>
    /// <exception cref="StorageException">Storage cannot be read.</exception>
    public Task RunAsync(string version, string sha256, string folder, CancellationToken cancellation) =>
        StorageFailure.TellAsync($"'{store.Name}' {version} cannot be fetched", async () =>
        {
            await FetchAsync(version, ModelManifest.FileName, new BundleFile(sha256, Bytes: -1), folder, cancellation);
            foreach (var (name, file) in Bundle.ReadManifest(folder).Files)
            {
                await FetchAsync(version, name, file, folder, cancellation);
            }
        });

    private async Task FetchAsync(
        string version, string name, BundleFile expected, string folder, CancellationToken cancellation)
    {
        var blob = store.Blob(version, name);
        var tag = await RequireSizeAsync(version, name, expected, cancellation);
        using var sha256 = SHA256.Create();
        var path = Path.Combine(folder, name);
        await using (
            var file = new FileStream(
                path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true))
        await using (var hashed = new CryptoStream(file, sha256, CryptoStreamMode.Write))
        {
            var options = new BlobDownloadToOptions
            {
                Conditions = new BlobRequestConditions { IfMatch = tag },
                TransferOptions = new StorageTransferOptions
                {
                    InitialTransferSize = RangeBytes,
                    MaximumTransferSize = RangeBytes,
                    MaximumConcurrency = RangesAtOnce,
                },
            };
            await blob.DownloadToAsync(hashed, options, cancellation);
            await hashed.FlushFinalBlockAsync(cancellation);
        }

        var digest = ContentHash.Hex(sha256.Hash!);
        if (!ContentHash.AreEqual(digest, expected.Sha256))
        {
            throw new BundleException(
                $"{Describe(version, name)} has the SHA-256 {digest}; expected {expected.Sha256}. "
                + "Publish the model under a new version.");
        }
    }

    private async Task<ETag> RequireSizeAsync(
        string version, string name, BundleFile expected, CancellationToken cancellation)
    {
        BlobProperties found;
        try
        {
            found = await store.Blob(version, name).GetPropertiesAsync(cancellationToken: cancellation);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            throw new BundleException(
                $"{Describe(version, name)} is missing. Publish the model under a new version.", e);
        }

        var (isRight, wanted) = expected.Bytes < 0
            ? (found.ContentLength <= MostManifestBytes, $"at most {MostManifestBytes}")
            : (found.ContentLength == expected.Bytes, $"{expected.Bytes}");
        return isRight
            ? found.ETag
            : throw new BundleException(
                $"{Describe(version, name)} has {found.ContentLength} bytes; expected {wanted}. "
                + "Publish the model under a new version.");
    }

    private string Describe(string version, string name) => $"{store.Address}/{version}/{name}";
}
