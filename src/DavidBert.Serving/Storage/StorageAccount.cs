using System.Data.Common;
using Azure.Core;
using Azure.Identity;
using Azure.Storage.Blobs;

namespace DavidBert.Serving.Storage;

/// <summary>
/// A storage account as a setting names it: a connection string, the address of its blob service with a SAS, or that
/// address alone. The address alone signs in by <see cref="DefaultAzureCredential"/>: a managed identity in Azure,
/// <c>az login</c> at home.
/// </summary>
public sealed class StorageAccount
{
    private readonly string? connectionString;
    private readonly Uri? endpoint;

    private StorageAccount(string? connectionString, Uri? endpoint) =>
        (this.connectionString, this.endpoint) = (connectionString, endpoint);

    private bool HasSas => endpoint?.Query.Contains("sig=", StringComparison.Ordinal) == true;

    /// <summary>Reads a setting; nothing is asked of the account yet.</summary>
    /// <param name="setting">A connection string (<c>UseDevelopmentStorage=true</c> for Azurite) or an address.</param>
    /// <exception cref="StorageException">
    /// It is neither. The message does not repeat it, as it may hold a secret.
    /// </exception>
    public static StorageAccount Parse(string setting)
    {
        setting = setting.Trim();
        if (Uri.TryCreate(setting, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http")
        {
            var account = new StorageAccount(connectionString: null, uri);
            if (uri.Query.Length > 1 && !account.HasSas)
            {
                throw new StorageException(
                    $"The query of the storage address {Public(uri)} is not a SAS: it has no 'sig'. "
                    + "Quote the address in a shell, as & ends a command.");
            }

            if (uri.Scheme is "http" && !account.HasSas)
            {
                throw new StorageException(
                    $"The storage address {Public(uri)} must begin with https, so that a token can be sent there.");
            }

            return account;
        }

        RequireConnectionString(setting);
        return new StorageAccount(setting, endpoint: null);
    }

    /// <summary>A client of the account's blobs.</summary>
    /// <exception cref="StorageException">The connection string lacks something or holds a broken key.</exception>
    public BlobServiceClient Blobs(BlobClientOptions? options = null) => Connect<BlobServiceClient>(
        "blob",
        connection => new(connection, options),
        address => new(address, options),
        (address, credential) => new(address, credential, options));

    /// <summary>Makes a client of one of the account's services, which share the one setting.</summary>
    /// <param name="service"><c>blob</c>, <c>queue</c> …, as in the service's host name.</param>
    /// <param name="byConnection">Takes a connection string.</param>
    /// <param name="bySas">Takes an address with a SAS.</param>
    /// <param name="byIdentity">Takes an address, and who asks.</param>
    /// <exception cref="StorageException">The account cannot be reached that way.</exception>
    internal TClient Connect<TClient>(
        string service,
        Func<string, TClient> byConnection,
        Func<Uri, TClient> bySas,
        Func<Uri, TokenCredential, TClient> byIdentity)
    {
        if (endpoint is not null)
        {
            var address = AddressOf(endpoint, service);
            return HasSas ? bySas(address) : byIdentity(address, new DefaultAzureCredential());
        }

        try
        {
            return byConnection(connectionString!);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException)
        {
            // Told below: the library's message may repeat a part of the setting.
        }

        throw new StorageException(
            $"The storage connection string lacks a usable {service} endpoint, account name and key (or SAS). "
            + "Copy it from the account again.");
    }

    private static Uri AddressOf(Uri blobs, string service)
    {
        const string Blob = ".blob.";
        if (service is "blob")
        {
            return blobs;
        }

        if (!blobs.Host.Contains(Blob, StringComparison.OrdinalIgnoreCase))
        {
            throw new StorageException(
                $"The storage address {Public(blobs)} does not tell where the account's {service} service is; "
                + "give a connection string.");
        }

        return new UriBuilder(blobs)
        {
            Host = blobs.Host.Replace(
            Blob, $".{service}.", StringComparison.OrdinalIgnoreCase)
        }.Uri;
    }

    private static void RequireConnectionString(string setting)
    {
        try
        {
            var fields = new DbConnectionStringBuilder { ConnectionString = setting };
            if (fields.ContainsKey("UseDevelopmentStorage")
                || fields.ContainsKey("AccountName")
                || fields.ContainsKey("BlobEndpoint"))
            {
                return;
            }
        }
        catch (ArgumentException)
        {
            // Told below: its message repeats the setting.
        }

        throw new StorageException(
            "The storage account is neither an address such as https://account.blob.core.windows.net "
            + "nor a connection string (AccountName=…;AccountKey=…, or UseDevelopmentStorage=true for Azurite).");
    }

    private static string Public(Uri address) => address.GetLeftPart(UriPartial.Path);
}
