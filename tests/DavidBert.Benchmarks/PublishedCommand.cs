using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace DavidBert.Benchmarks;

/// <summary>A ReadyToRun publish of the command line in a temporary folder.</summary>
internal sealed class PublishedCommand : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("davidbert-publish-");

    /// <exception cref="InvalidOperationException">It cannot be published.</exception>
    public PublishedCommand()
    {
        var (code, output) = Run("dotnet", [
            "publish", "src/DavidBert.Cli", "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier,
            "--self-contained", "false", "-p:PublishReadyToRun=true", "-o", folder.FullName,
        ]);
        if (code != 0)
        {
            Dispose();
            throw new InvalidOperationException(output);
        }
    }

    /// <summary>What the program is called in a folder of a publish.</summary>
    public static string ProgramName => OperatingSystem.IsWindows() ? "davidbert.exe" : "davidbert";

    /// <summary>The program's file.</summary>
    public string Program => Path.Combine(folder.FullName, ProgramName);

    /// <summary>Runs the program to its end.</summary>
    public (int Code, string Output) Run(params string[] arguments) => Run(Program, arguments);

    /// <summary>Runs the program to its end and returns the most memory it had, in KiB (VmHWM, Linux).</summary>
    public long PeakMemory(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Program, arguments) { UseShellExecute = false })!;
        var peak = 0L;
        while (!process.WaitForExit(TimeSpan.FromMilliseconds(20)))
        {
            try
            {
                var line = File.ReadLines($"/proc/{process.Id}/status")
                    .FirstOrDefault(l => l.StartsWith("VmHWM", StringComparison.Ordinal));
                peak = line is null
                    ? peak
                    : long.Parse(line["VmHWM:".Length..^"kB".Length].Trim(), CultureInfo.InvariantCulture);
            }
            catch (IOException)
            {
                break; // it has ended between two looks
            }
        }

        process.WaitForExit();
        return process.ExitCode == 0
            ? peak
            : throw new InvalidOperationException($"davidbert ended with {process.ExitCode}.");
    }

    public void Dispose() => folder.Delete(recursive: true);

    /// <summary>Runs a program to its end.</summary>
    public static (int Code, string Output) Run(string program, string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
