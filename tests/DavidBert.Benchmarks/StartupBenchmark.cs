using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace DavidBert.Benchmarks;

/// <summary>
/// The time from the start of the process `davidbert predict` to its first line, and its peak memory, for a publish of the
/// command line compiled ahead of time (ReadyToRun) and one that is not, by turns.
/// </summary>
internal static class StartupBenchmark
{
    private const int Rounds = 15;
    private const int MemoryRounds = 5;
    private const string Phrase = "very chonky";

    /// <summary>Publishes, measures and prints a table.</summary>
    /// <param name="bundle">The bundle.</param>
    public static void Run(string bundle)
    {
        var folder = Directory.CreateTempSubdirectory("davidbert-startup-").FullName;
        try
        {
            (string Name, string Program)[] contestants =
            [
                ("ReadyToRun", Publish(folder, readyToRun: true)),
                ("compiled at run time", Publish(folder, readyToRun: false)),
            ];
            var seconds = Array.ConvertAll(contestants, _ => new double[Rounds]);
            foreach (var contestant in contestants)
                FirstAnswer(contestant.Program, bundle);
            for (var round = 0; round < Rounds; round++)
            {
                for (var i = 0; i < contestants.Length; i++)
                    seconds[i][round] = FirstAnswer(contestants[i].Program, bundle);
            }

            Console.WriteLine("| publish | process start to first answer, median | fastest | peak memory |");
            Console.WriteLine("|---|---|---|---|");
            for (var i = 0; i < contestants.Length; i++)
            {
                var memory = Enumerable.Range(0, MemoryRounds).Max(_ => PeakMemory(contestants[i].Program, bundle));
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {contestants[i].Name} | {Contest.Median(seconds[i]) * 1e3:F0} ms | {seconds[i].Min() * 1e3:F0} ms "
                    + $"| {memory / 1e6:F0} MB |"));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Builds outside the repository, so that neither its outputs nor its lock files change.</summary>
    private static string Publish(string folder, bool readyToRun)
    {
        var output = Path.Combine(folder, readyToRun ? "ahead" : "plain");
        var start = new ProcessStartInfo(
            "dotnet",
            [
                "publish", Path.Combine(Repository.Root, "src", "DavidBert.Cli"), "-c", "Release", "-r",
                RuntimeInformation.RuntimeIdentifier, "--self-contained", "false", $"-p:PublishReadyToRun={readyToRun}",
                "-p:NuGetLockFilePath=$(BaseIntermediateOutputPath)packages.lock.json", "--artifacts-path", output + "-build",
                "-o", output, "-v", "quiet",
            ]);
        using var process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode == 0
            ? Path.Combine(output, OperatingSystem.IsWindows() ? "davidbert.exe" : "davidbert")
            : throw new InvalidOperationException($"dotnet publish ended with {process.ExitCode}.");
    }

    private static double FirstAnswer(string program, string bundle)
    {
        var watch = Stopwatch.StartNew();
        using var process = Start(program, bundle);
        var line = process.StandardOutput.ReadLine();
        var seconds = watch.Elapsed.TotalSeconds;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return line is not null && process.ExitCode == 0
            ? seconds
            : throw new InvalidOperationException($"davidbert ended with {process.ExitCode} and the first line '{line}'.");
    }

    /// <summary>The greatest resident set in bytes, read from /proc as long as the process lives: it only grows.</summary>
    private static long PeakMemory(string program, string bundle)
    {
        const string Field = "VmHWM:";
        using var process = Start(program, bundle);
        var kilobytes = 0L;
        try
        {
            while (File.ReadLines($"/proc/{process.Id}/status")
                .FirstOrDefault(line => line.StartsWith(Field, StringComparison.Ordinal)) is { } line)
            {
                var size = line.AsSpan(Field.Length).Trim();
                kilobytes = long.Parse(size[..size.IndexOf(' ')], CultureInfo.InvariantCulture);
            }
        }
        catch (IOException)
        {
            // The process has ended, or the system has no /proc.
        }

        process.WaitForExit();
        return kilobytes * 1024;
    }

    private static Process Start(string program, string bundle)
    {
        var start = new ProcessStartInfo(program, ["predict", "--model", bundle, Phrase])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        return Process.Start(start)!;
    }
}
