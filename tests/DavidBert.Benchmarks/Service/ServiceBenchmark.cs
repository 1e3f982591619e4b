using System.Diagnostics;
using System.Globalization;

namespace DavidBert.Benchmarks.Service;

/// <summary>
/// The service behind its socket against the predictor in process, in one run; the load comes from the same cores.
/// </summary>
internal static class ServiceBenchmark
{
    private const int Threads = 2;
    private const int Rounds = 3;
    private const int Seconds = 5;
    private const int Calls = 500;
    private const int ManyConnections = 24; // so many requests of one client are answered, more are refused
    private const int OpenConnections = 100; // opening four times as many keeps the generator busy for seconds
    private const double Overload = 3;

    public static void Run(string bundle)
    {
        var load = new LoadGenerator();
        load.Install();
        using var service = ServiceHost.Start(bundle, Threads);
        var address = new Uri(service.StandardOutput.ReadLine()!);
        using var predictor = Predictor.Load(bundle, new PredictorOptions { Threads = Threads });
        load.Send(address, ManyConnections, Seconds);
        Console.WriteLine("| round | load | answers/s | p50 ms | p99 ms | refused/s | p99 of these "
            + "| generator, cores | service, cores |");
        Console.WriteLine("|---|---|---:|---:|---:|---:|---:|---:|---:|");
        for (var round = 1; round <= Rounds; round++)
        {
            var alone = InProcess(predictor);
            Console.WriteLine(Invariant($"| {round} | in process | {1_000 / alone:F0} | {alone:F2} | | | | | |"));
            var one = Measure($"{round} | 1 connection", () => load.Send(address, 1, Seconds), service);
            var many = Measure(
                $"{round} | {ManyConnections} connections",
                () => load.Send(address, ManyConnections, Seconds),
                service);
            var open = Measure(
                $"{round} | open, {Overload} × that",
                () => load.Send(address, OpenConnections, Seconds, Overload * many.PerSecond),
                service);
            Console.WriteLine(Invariant(
                $"| {round} | ratios | {many.PerSecond / one.PerSecond:F2} × one connection ")
                + Invariant($"| {one.P50 / alone:F2} × in process | {open.P99 / many.P99:F2} × closed | | | | |"));
            if (one.Failed + many.Failed + open.Failed > 0)
            {
                Console.WriteLine($"Failed requests: {one.Failed}, {many.Failed}, {open.Failed}.");
            }
        }

        service.StandardInput.Close();
        service.WaitForExit();
    }

    private static LoadResult Measure(string name, Func<LoadResult> send, Process service)
    {
        service.Refresh();
        var (cpu, started) = (service.TotalProcessorTime, Stopwatch.GetTimestamp());
        var result = send();
        var elapsed = Stopwatch.GetElapsedTime(started).TotalSeconds;
        service.Refresh();
        var cores = (service.TotalProcessorTime - cpu).TotalSeconds / elapsed;
        var refused = result.OfferedPerSecond - result.PerSecond;
        Console.WriteLine(Invariant(
            $"| {name} | {result.PerSecond:F0} | {result.P50:F2} | {result.P99:F2} | {refused:F0} ")
            + Invariant($"| {result.RefusedP99:F2} | {result.GeneratorCpu:F2} | {cores:F2} |"));
        return result;
    }

    /// <summary>The median milliseconds of a call with a text of eight word pieces, never the same twice.</summary>
    private static double InProcess(Predictor predictor)
    {
        string[] words =
        [
            "very", "large", "small", "fishy", "cold", "smart", "rich", "noisy", "bright", "heavy", "cheap", "tasty",
        ];
        var random = new Random(1);
        var times = new double[Calls];
        for (var i = 0; i < Calls; i++)
        {
            var text = string.Join(' ', random.GetItems(words, 6));
            var started = Stopwatch.GetTimestamp();
            predictor.Predict(text);
            times[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }

        return times.Order().ElementAt(Calls / 2);
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
