using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using DavidBert.Bundles;
using DavidBert.Serving.Models;
using DavidBert.Serving.Storage;
using DavidBert.Testing;

namespace DavidBert.Serving.Tests.Models;

/// <summary>A model's place in the emulator, as the product sees it and, past all its rules, as blobs.</summary>
internal sealed class TestStore(AzuriteAccount account)
{
    public const string Name = "attributes";

    public const string Pointer = $"{Name}/current.json";

    private readonly BlobContainerClient container = account.Client().GetBlobContainerClient(ModelStore.Container);

    /// <summary>Tries a request twice, without a pause.</summary>
    public static BlobClientOptions OneRetry =>
        new() { Retry = { MaxRetries = 1, Delay = TimeSpan.Zero, MaxDelay = TimeSpan.Zero } };

    public AzuriteAccount Account => account;

    public ModelStore Store { get; } = Open(account);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static ModelStore Open(AzuriteAccount account) =>
        new(StorageAccount.Parse(account.ConnectionString), Name, OneRetry);

    public Task<PublishOutcome> PublishAsync(VersionBundle bundle, TimeProvider? time = null) =>
        new ModelPublisher(Store, time).PublishAsync(bundle.Folder, cancellation: Cancellation);

    /// <summary>Stores a bundle as it is, whole or not, and points at it.</summary>
    public async Task ForceAsync(VersionBundle bundle)
    {
        await container.CreateIfNotExistsAsync(cancellationToken: Cancellation);
        foreach (var file in VersionBundle.Files.Append(ModelManifest.FileName))
        {
            await PutAsync(
                $"{Name}/{bundle.Version}/{file}", await File.ReadAllBytesAsync(bundle.PathOf(file), Cancellation));
        }

        await PointAsync(bundle.Version, bundle.Sha256);
    }

    public Task PointAsync(string version, string sha256) =>
        PutAsync(Pointer, System.Text.Encoding.UTF8.GetBytes(
            $$"""{"version": "{{version}}", "sha256": "{{sha256}}", "published": "2100-01-01T00:00:00Z"}"""));

    public async Task PutAsync(string blob, byte[] content) =>
        await container.GetBlobClient(blob).UploadAsync(new BinaryData(content), overwrite: true, Cancellation);

    public async Task DeleteAsync(string blob) =>
        await container.GetBlobClient(blob).DeleteAsync(cancellationToken: Cancellation);

    public async Task<BlobProperties> PropertiesAsync(string blob) =>
        await container.GetBlobClient(blob).GetPropertiesAsync(cancellationToken: Cancellation);

    /// <summary>The version that the pointer names.</summary>
    public async Task<string?> CurrentAsync() => (await Store.ReadPointerAsync(Cancellation))?.Pointer?.Version;

    /// <summary>Every blob with its tag: equal to another snapshot where nothing was written in between.</summary>
    public async Task<Dictionary<string, ETag?>> SnapshotAsync()
    {
        var tags = new Dictionary<string, ETag?>(StringComparer.Ordinal);
        await foreach (var blob in container.GetBlobsAsync(cancellationToken: Cancellation))
        {
            tags.Add(blob.Name, blob.Properties.ETag);
        }

        return tags;
    }
}
