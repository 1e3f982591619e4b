using System.Globalization;
using DavidBert.Bundles;
using DavidBert.Prediction;

namespace DavidBert.Benchmarks;

/// <summary>
/// <see cref="Predictor"/> against a bare run of the same graph on prepared tensors, and against a bare run of a float
/// graph, by the same number of threads. A bare run neither tokenizes nor ranks.
/// </summary>
internal static class PredictorBenchmark
{
    private const int AllocationCalls = 200;

    private static readonly int[] Threads = [1, 2];

    private static readonly string[] Words =
        ["very", "large", "old", "clean", "red", "fast", "cheap", "loud", "small", "warm", "dark", "strong", "not", "a"];

    /// <summary>Measures and prints a table.</summary>
    /// <param name="folder">The bundle.</param>
    /// <param name="floatFolder">The bundle of the float graph; null for none.</param>
    public static void Run(string folder, string? floatFolder)
    {
        var random = new Random(1);
        (string Name, string[] Phrases)[] cases =
        [
            ("one phrase", Phrases(random, 1, 2, 2)),
            ("one phrase", Phrases(random, 1, 6, 6)),
            ("batch of 32", Phrases(random, 32, 6, 6)),
            ("batch of 64", Phrases(random, 64, 6, 6)),
            ("batch of 64, mixed", Phrases(random, 64, 1, 20)),
        ];
        Console.WriteLine("| phrases | pieces | threads | bare run | Predictor | time to bare | float | time to float |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (var threads in Threads)
        {
            Run(folder, floatFolder, threads, cases);
        }

        using var predictor = Predictor.Load(folder, new PredictorOptions { Threads = 1 });
        Console.WriteLine();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"Predict allocates {Allocated(predictor, cases[0].Phrases[0])} bytes a call."));
    }

    private static void Run(string folder, string? floatFolder, int threads, (string Name, string[] Phrases)[] cases)
    {
        using var predictor = Predictor.Load(folder, new PredictorOptions { Threads = threads });
        using var session = Graph.Open(predictor.Bundle.ModelPath, threads);
        using var floatSession = floatFolder is null ? null : Graph.Open(Path.Combine(floatFolder, Bundle.ModelFile), threads);
        foreach (var (name, phrases) in cases)
        {
            using var bare = new BareRun(session, predictor.Bundle, phrases);
            using var full = floatSession is null ? null : new BareRun(floatSession, predictor.Bundle, phrases);
            List<Action> contestants = [bare.Run, () => predictor.PredictBatch(phrases)];
            if (full is not null)
            {
                contestants.Add(full.Run);
            }

            Print(name, bare.Length, phrases.Length, threads, Contest.Run(contestants));
        }
    }

    private static void Print(string name, int length, int phrases, int threads, double[][] seconds)
    {
        var culture = CultureInfo.InvariantCulture;
        string Speed(double[] rounds) => phrases == 1
            ? string.Create(culture, $"{Contest.Median(rounds) * 1e6:N0} µs")
            : string.Create(culture, $"{phrases / Contest.Median(rounds):N0} /s");
        var (bare, predictor, full) = (seconds[0], seconds[1], seconds.ElementAtOrDefault(2));
        Console.WriteLine(string.Create(
            culture,
            $"| {name} | {length} | {threads} | {Speed(bare)} | {Speed(predictor)} | {Contest.Ratio(predictor, bare):F2} "
            + $"| {(full is null ? "" : Speed(full))} | {(full is null ? "" : Contest.Ratio(predictor, full).ToString("F2", culture))} |"));
    }

    private static string[] Phrases(Random random, int count, int fewest, int most) =>
    [
        .. Enumerable.Range(0, count).Select(
            _ => string.Join(' ', random.GetItems(Words, random.Next(fewest, most + 1)))),
    ];

    private static long Allocated(Predictor predictor, string phrase)
    {
        for (var i = 0; i < AllocationCalls; i++)
            predictor.Predict(phrase);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < AllocationCalls; i++)
            predictor.Predict(phrase);
        return (GC.GetAllocatedBytesForCurrentThread() - before) / AllocationCalls;
    }
}
