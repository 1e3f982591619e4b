using System.Diagnostics;
using System.Globalization;
using DavidBert.Benchmarks.Service;

namespace DavidBert.Benchmarks;

/// <summary>
/// From the start of a process to its first answer, and the memory it took, of a ReadyToRun publish of the command
/// line: of a phrase, and of the service.
/// </summary>
internal static class StartupBenchmark
{
    private const int Rounds = 21;

    public static int Run()
    {
        using var command = new PublishedCommand();
        Measure(command);
        ServiceStart.Measure(command.Program, Rounds);
        return 0;
    }

    private static void Measure(PublishedCommand command)
    {
        command.Run("predict", "fishy");
        var times = new double[Rounds];
        for (var round = 0; round < Rounds; round++)
        {
            var started = Stopwatch.GetTimestamp();
            command.Run("predict", "fishy");
            times[round] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"process start to the end of one answer: median {times.Order().ElementAt(Rounds / 2):F0} ms, "
            + $"least {times.Min():F0} ms"));
        if (OperatingSystem.IsLinux())
        {
            Console.WriteLine($"peak memory after a first answer: {PeakMemory(command.Program)}");
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
