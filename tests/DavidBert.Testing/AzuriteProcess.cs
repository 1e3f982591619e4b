using System.Diagnostics;

namespace DavidBert.Testing;

/// <summary>
/// The process of the storage emulator, its data in memory. It ends when its standard input closes, so it never
/// outlives the tests.
/// </summary>
public sealed class AzuriteProcess : IDisposable
{
    private const string ListensAt = " service is successfully listening at ";

    private readonly Process process;
    private readonly Task<string> output;

    private AzuriteProcess(Process process, Uri blobs, Uri queues)
    {
        (this.process, Blobs, Queues) = (process, blobs, queues);
        output = process.StandardOutput.ReadToEndAsync(); // a pipe that nobody reads would block it
    }

    public Uri Blobs { get; }

    public Uri Queues { get; }

    /// <summary>Starts it on free ports.</summary>
    /// <param name="accounts">The accounts as the emulator reads them: <c>name:key;name:key</c>.</param>
    public static AzuriteProcess Start(string accounts)
    {
        var node = new NpmFolder("azurite").Start(
            [
                "start.js", "--silent", "--disableTelemetry", "--skipApiVersionCheck", "--inMemoryPersistence",
                "--blobPort", "0", "--queuePort", "0", "--tablePort", "0",
            ],
            new Dictionary<string, string>(StringComparer.Ordinal) { ["AZURITE_ACCOUNTS"] = accounts });
        node.BeginErrorReadLine();
        return new AzuriteProcess(node, Address(node, "Blob"), Address(node, "Queue"));
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        output.Wait();
        process.WaitForExit();
        process.Dispose();
    }

    private static Uri Address(Process node, string service)
    {
        while (node.StandardOutput.ReadLine() is { } line)
        {
            if (line.IndexOf($"{service}{ListensAt}", StringComparison.Ordinal) is >= 0 and var start)
            {
                return new Uri(line[(start + service.Length + ListensAt.Length)..]);
            }
        }

        throw new InvalidOperationException(
            $"The storage emulator ended before it listened for its {service} service.");
    }
}
