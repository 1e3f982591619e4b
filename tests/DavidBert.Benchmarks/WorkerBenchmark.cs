using System.Diagnostics;
using System.Globalization;
using DavidBert.Functions.Tests.Host;

namespace DavidBert.Benchmarks;

/// <summary>
/// The function app's worker, published, under the tests' stand-in for the Functions host: from the start of its
/// process to the first good answer of <c>/api/health/ready</c>, the processor time it took, and its memory after a
/// hundred answers. Several publishes take turns; ratios are to the first.
/// </summary>
internal static class WorkerBenchmark
{
    private const int Rounds = 11;
    private const int Answers = 100;
    private const double KiBPerMB = 1000 * 1000 / 1024.0;

    private static readonly Dictionary<string, string?> NoSettings = new(StringComparer.Ordinal)
    {
        ["DavidBert:RateLimit:PerMinute"] = "0",
    };

    public static async Task RunAsync(IReadOnlyList<string> folders)
    {
        var starts = folders.ToDictionary(folder => folder, _ => new List<Start>(), StringComparer.Ordinal);
        for (var round = 0; round <= Rounds; round++)
        {
            foreach (var folder in folders)
            {
                var start = await MeasureAsync(folder);
                if (round > 0) // the first one brings the files into memory
                {
                    starts[folder].Add(start);
                }
            }
        }

        foreach (var folder in folders)
        {
            var (time, cpu, memory) = Median(starts[folder]);
            var ratios = starts[folder].Zip(starts[folders[0]], (one, first) => one.Seconds / first.Seconds);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{folder}: {time:F2} s to ready ({Middle(ratios):F2}), "
                + $"{cpu:F2} s of processors, {memory / KiBPerMB:F0} MB"));
        }
    }

    private static async Task<Start> MeasureAsync(string folder)
    {
        var began = Stopwatch.GetTimestamp();
        await using var host = await FunctionsHost.StartAsync(
            Path.Combine(Path.GetFullPath(folder), "DavidBert.Functions.dll"), NoSettings, CancellationToken.None);
        await host.AnsweringAsync("/api/health/ready");
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        using var process = Process.GetProcessById(host.Process.Id);
        var cpu = process.TotalProcessorTime.TotalSeconds;
        for (var i = 0; i < Answers; i++)
        {
            using var answer = await host.Client.GetAsync(
                new Uri($"/api/predict?text=very+chonky+{i}", UriKind.Relative));
            answer.EnsureSuccessStatusCode();
        }

        var memory = File.ReadLines($"/proc/{process.Id}/status")
            .First(line => line.StartsWith("VmRSS", StringComparison.Ordinal));
        return new Start(
            seconds,
            cpu,
            double.Parse(memory["VmRSS:".Length..^"kB".Length], CultureInfo.InvariantCulture));
    }

    private static (double Seconds, double Cpu, double KiB) Median(List<Start> starts) => (
        Middle(starts.Select(start => start.Seconds)),
        Middle(starts.Select(start => start.Cpu)),
        Middle(starts.Select(start => start.KiB)));

    private static double Middle(IEnumerable<double> values) => values.Order().ElementAt(Rounds / 2);

    private sealed record Start(double Seconds, double Cpu, double KiB);
}
