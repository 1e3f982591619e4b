using System.Security.Cryptography;
using DavidBert.Testing;

namespace DavidBert.Readme.Tests;

/// <summary>A storage emulator with one account.</summary>
internal sealed class Emulator : IDisposable
{
    private readonly AzuriteProcess process;

    private Emulator(AzuriteProcess process, string account, string key) => (this.process, ConnectionString) = (
        process,
        $"DefaultEndpointsProtocol=http;AccountName={account};AccountKey={key};BlobEndpoint={new Uri(process.Blobs, account)};QueueEndpoint={new Uri(process.Queues, account)}");

    public string ConnectionString { get; }

    /// <summary>Starts it, or skips the test where it cannot run.</summary>
    public static Emulator Start(string account)
    {
        Assert.SkipWhen(AzuriteProcess.Missing is not null, $"{AzuriteProcess.Missing} is not on the PATH; the storage emulator needs it.");
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(64));
        return new Emulator(AzuriteProcess.Start($"{account}:{key}"), account, key);
    }

    public void Dispose() => process.Dispose();
}
