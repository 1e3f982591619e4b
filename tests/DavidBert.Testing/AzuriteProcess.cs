using System.Diagnostics;

namespace DavidBert.Testing;

/// <summary>
/// The process of the storage emulator, its data in memory. It ends when its standard input closes, so it never
/// outlives the tests.
/// </summary>
public sealed class AzuriteProcess : IDisposable
{
    private const string ListensAt = " service is successfully listening at ";

    private static readonly string Npm = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
    private static readonly string Node = OperatingSystem.IsWindows() ? "node.exe" : "node";

    private readonly Process process;
    private readonly Task<string> output;

    private AzuriteProcess(Process process, Uri blobs, Uri queues)
    {
        (this.process, Blobs, Queues) = (process, blobs, queues);
        output = process.StandardOutput.ReadToEndAsync(); // a pipe that nobody reads would block it
    }

    /// <summary>The program that is not installed; null where all are.</summary>
    public static string? Missing { get; } = new[] { Node, Npm }.FirstOrDefault(program => !IsInstalled(program));

    public Uri Blobs { get; }

    public Uri Queues { get; }

    private static string Folder { get; } = FindFolder();

    /// <summary>Starts it on free ports.</summary>
    /// <param name="accounts">The accounts as the emulator reads them: <c>name:key;name:key</c>.</param>
    public static AzuriteProcess Start(string accounts)
    {
        Install();
        var node = Launch(
            Node,
            [
                "start.js", "--silent", "--disableTelemetry", "--skipApiVersionCheck", "--inMemoryPersistence",
                "--blobPort", "0", "--queuePort", "0", "--tablePort", "0",
            ],
            new() { ["AZURITE_ACCOUNTS"] = accounts });
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

    /// <summary>Installs the emulator unless it is; several test assemblies wait for one another.</summary>
    private static void Install()
    {
        using var turn = new Mutex(
            initiallyOwned: false, "davidbert-azurite", new NamedWaitHandleOptions
            {
                CurrentUserOnly = true,
                CurrentSessionOnly = false
            });
        try
        {
            turn.WaitOne();
        }
        catch (AbandonedMutexException)
        {
            // Whoever installed was ended; npm begins anew.
        }

        try
        {
            if (!IsUpToDate())
            {
                using var install = Launch(Npm, ["ci", "--no-audit", "--no-fund"], []);
                install.BeginOutputReadLine();
                var error = install.StandardError.ReadToEnd();
                install.WaitForExit();
                Assert.True(install.ExitCode == 0, $"npm ci in {Folder} ended with {install.ExitCode}: {error}");
            }
        }
        finally
        {
            turn.ReleaseMutex();
        }
    }

    /// <summary>npm writes its own lock file as the last one.</summary>
    private static bool IsUpToDate() =>
        File.GetLastWriteTimeUtc(Path.Combine(Folder, "node_modules", ".package-lock.json")) >= File
            .GetLastWriteTimeUtc(Path.Combine(Folder, "package-lock.json"));

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

    private static Process Launch(string program, string[] arguments, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, program)));

    private static string FindFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var found = Path.Combine(folder.FullName, "tests", "azurite");
            if (File.Exists(Path.Combine(found, "start.js")))
            {
                return found;
            }
        }

        throw new DirectoryNotFoundException($"No folder above '{AppContext.BaseDirectory}' has tests/azurite.");
    }
}
