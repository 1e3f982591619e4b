using System.Security.Cryptography;

namespace DavidBert.Testing;

/// <summary>
/// The storage emulator, started by the first test that asks for an account and ended with the last test of the
/// assembly. Tests are skipped where Node.js or npm is not installed.
/// </summary>
public sealed class Azurite : IAsyncDisposable
{
    private const int Accounts = 500;
    private const int KeyBytes = 64;

    private readonly string key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes));
    private readonly Lazy<Task<AzuriteProcess>> process;
    private int taken;

    public Azurite() => process = new(() => Task.Run(() =>
        AzuriteProcess.Start(string.Join(';', Enumerable.Range(1, Accounts).Select(i => $"{NameOf(i)}:{key}")))));

    /// <summary>An account of its own for a test: whatever it is to hold, nothing is there yet.</summary>
    public async Task<AzuriteAccount> NewAccountAsync()
    {
        Assert.SkipWhen(
            NpmFolder.Missing is not null,
            $"{NpmFolder.Missing} is not on the PATH; the storage emulator needs it.");
        var running = await process.Value.WaitAsync(TestContext.Current.CancellationToken);
        var number = Interlocked.Increment(ref taken);
        Assert.True(number <= Accounts, $"The emulator was started with {Accounts} accounts only.");
        return new AzuriteAccount(NameOf(number), key, running.Blobs, running.Queues);
    }

    public async ValueTask DisposeAsync()
    {
        if (process is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            (await process.Value).Dispose();
        }
    }

    private static string NameOf(int number) => $"test{number}";
}
