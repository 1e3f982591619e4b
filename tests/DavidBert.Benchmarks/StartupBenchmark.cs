using System.Diagnostics;
using System.Globalization;
using DavidBert.Benchmarks.Service;

namespace DavidBert.Benchmarks;

/// <summary>
/// From the start of a process to its first answer, and the memory it took, of a ReadyToRun publish of the command
/// line: of a phrase, and of the service. Several publishes take turns; ratios are to the first.
/// </summary>
internal static class StartupBenchmark
{
    private const int Rounds = 21;

    /// <summary>Measures the publishes in some folders, or a fresh one where none is named.</summary>
    public static void Run(string[] folders)
    {
        if (folders.Length > 0)
        {
            Measure([.. folders.Select(folder => Path.Combine(folder, PublishedCommand.ProgramName))]);
            return;
        }

        using var command = new PublishedCommand();
        Measure([command.Program]);
        ServiceStart.Measure(command.Program, Rounds);
    }

    private static void Measure(string[] programs)
    {
        var times = programs.Select(_ => new double[Rounds]).ToArray();
        for (var round = -1; round < Rounds; round++) // the first brings the files into memory
        {
            foreach (var (place, program) in programs.Index())
            {
                var started = Stopwatch.GetTimestamp();
                PublishedCommand.Run(program, ["predict", "fishy"]);
                times[place][Math.Max(0, round)] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            }
        }

        foreach (var (program, own) in programs.Zip(times))
        {
            var ratio = own.Zip(times[0], (one, first) => one / first).Order().ElementAt(Rounds / 2);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{program}: process start to the end of one answer: median {own.Order().ElementAt(Rounds / 2):F0} ms, "
                + $"least {own.Min():F0} ms, ratio {ratio:F2}"));
            if (OperatingSystem.IsLinux())
            {
                Console.WriteLine($"peak memory after a first answer: {PeakMemory(program)}");
            }
        }
    }

    /// <summary>VmHWM of a process that has answered and waits for its next line.</summary>
    private static string PeakMemory(string program)
    {
        using var process = Process.Start(new ProcessStartInfo(program, ["predict"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        process.StandardInput.WriteLine("fishy");
        process.StandardInput.Flush();
        process.StandardOutput.ReadLine();
        var line = File.ReadLines($"/proc/{process.Id}/status")
            .First(l => l.StartsWith("VmHWM", StringComparison.Ordinal));
        process.StandardInput.Close();
        process.WaitForExit();
        return line["VmHWM:".Length..].Trim();
    }
}
