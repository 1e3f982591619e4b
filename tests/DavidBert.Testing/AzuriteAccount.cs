using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Sas;

namespace DavidBert.Testing;

/// <summary>An account of the storage emulator.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Key">Its key, a secret as that of a real account.</param>
/// <param name="Blobs">Where the emulator, or a proxy before it, answers for blobs, without the account's name.</param>
/// <param name="Queues">The same for queues.</param>
public sealed record AzuriteAccount(string Name, string Key, Uri Blobs, Uri Queues)
{
    public string ConnectionString =>
        $"DefaultEndpointsProtocol=http;AccountName={Name};AccountKey={Key};"
        + $"BlobEndpoint={BlobEndpoint};QueueEndpoint={new Uri(Queues, Name)}";

    public Uri BlobEndpoint => new(Blobs, Name);

    /// <summary>
    /// The same account, its blobs reached by way of a proxy: what is signed is the path, not the host.
    /// </summary>
    public AzuriteAccount Via(Uri proxy) => this with { Blobs = proxy };

    public BlobServiceClient Client() => new(ConnectionString);

    /// <summary>The address of the blobs with a signature that ends in an hour.</summary>
    public Uri AddressWithSas(AccountSasPermissions permissions) =>
        new BlobServiceClient(BlobEndpoint, new StorageSharedKeyCredential(Name, Key))
            .GenerateAccountSasUri(permissions, DateTimeOffset.UtcNow.AddHours(1), AccountSasResourceTypes.All);
}
