using System.Diagnostics;

namespace DavidBert.Testing;

/// <summary>A folder below <c>tests</c> with programs from npm, installed when they are first needed.</summary>
public sealed class NpmFolder(string name)
{
    private static readonly string Npm = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
    private static readonly string Node = OperatingSystem.IsWindows() ? "node.exe" : "node";

    /// <summary>The program that is not installed; null where all are.</summary>
    public static string? Missing { get; } = new[] { Node, Npm }.FirstOrDefault(program => !IsInstalled(program));

    /// <summary>Where it lies.</summary>
    public string Path { get; } = Repository.At("tests", name);

    /// <summary>Installs what its lock file says, unless it is; several test assemblies wait for one another.</summary>
    public void Install()
    {
        using var turn = new Mutex(
            initiallyOwned: false, $"davidbert-{name}", new NamedWaitHandleOptions
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
                using var install = Launch(Npm, ["ci", "--no-audit", "--no-fund"], environment: null);
                install.BeginOutputReadLine();
                var error = install.StandardError.ReadToEnd();
                install.WaitForExit();
                Assert.True(install.ExitCode == 0, $"npm ci in {Path} ended with {install.ExitCode}: {error}");
            }
        }
        finally
        {
            turn.ReleaseMutex();
        }
    }

    /// <summary>Starts Node.js in the folder; its streams are redirected.</summary>
    public Process Start(string[] arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        Install();
        return Launch(Node, arguments, environment);
    }

    /// <summary>Runs a script of the folder to its end: its exit code, and what it wrote.</summary>
    public async Task<(int Code, string Output, string Error)> RunAsync(
        string[] arguments,
        IReadOnlyDictionary<string, string>? environment = null,
        CancellationToken cancellation = default)
    {
        using var process = Start(arguments, environment);
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync(cancellation);
        var output = await process.StandardOutput.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return (process.ExitCode, output, await error);
    }

    /// <summary>npm writes its own lock file as the last one.</summary>
    private bool IsUpToDate() =>
        File.GetLastWriteTimeUtc(System.IO.Path.Combine(Path, "node_modules", ".package-lock.json"))
        >= File.GetLastWriteTimeUtc(System.IO.Path.Combine(Path, "package-lock.json"));

    private Process Launch(string program, string[] arguments, IReadOnlyDictionary<string, string>? environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Path,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (variable, value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            start.Environment[variable] = value;
        }

        return Process.Start(start)!;
    }

    private static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(System.IO.Path.PathSeparator)
            .Any(folder => File.Exists(System.IO.Path.Combine(folder, program)));
}
