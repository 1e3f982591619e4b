using System.Diagnostics;
using System.Globalization;

namespace DavidBert.Benchmarks;

/// <summary>The predictor against ONNX Runtime alone on the same file, and against the float32 graph.</summary>
internal static class PredictorBenchmark
{
    private const string Short = "very large";
    private const string Long = "a very sharp and sudden pain";
    private const int Typical = 300;

    public static void Run(string folder, string? floatFolder)
    {
        Console.WriteLine("| what | contestant | µs | ratio |");
        Console.WriteLine("|---|---|---:|---:|");
        foreach (var threads in new[] { 1, 2 })
        {
            using var bare = new BareModel(folder, threads);
            using var single = floatFolder is null ? null : new BareModel(floatFolder, threads);
            using var predictor = Predictor.Load(folder, new PredictorOptions { Threads = threads });
            using var without = Predictor.Load(
                folder, new PredictorOptions { Threads = threads, ReadsDefinitions = false });
            var unit = threads == 1 ? "1 thread" : $"{threads} threads";
            foreach (var phrase in new[] { Short, Long })
            {
                var pieces = predictor.Bundle.Tokenizer.Encode(phrase).Length;
                Compare(
                    $"one phrase of {pieces} pieces, {unit}",
                    bare,
                    single,
                    [phrase],
                    () => predictor.Predict(phrase));
            }

            foreach (var rows in new[] { 32, 64 })
            {
                string[] batch = [.. Enumerable.Repeat(Long, rows)];
                Compare(
                    $"{rows} phrases of 8 pieces, {unit}",
                    bare,
                    single,
                    batch,
                    () => predictor.PredictBatch(batch));
            }

            string[] mixed = [.. Enumerable.Range(0, 64)
                .Select(i => string.Join(' ', Enumerable.Repeat("very", i % 12)) + " large")];
            Compare($"64 phrases of 3 to 14 pieces, {unit}", bare, single, mixed, () => predictor.PredictBatch(mixed));
            string[] defined = [.. Defined(predictor)];
            Contest.Run(
                $"{defined.Length} phrases that have a definition, one by one, {unit}",
                ("Predictor, no definitions", () => PredictEach(without, defined)),
                ("Predictor", () => PredictEach(predictor, defined)));
        }
    }

    /// <summary>
    /// Asks for one phrase again and again on all cores, and prints the median time of an answer in µs; as many answers
    /// come before, uncounted.
    /// </summary>
    public static void RunOne(string phrase, int asked)
    {
        using var predictor = Predictor.Load(
            Path.Combine("models", "attributes"), new PredictorOptions { Threads = Environment.ProcessorCount });
        var times = new double[2 * asked];
        foreach (ref var time in times.AsSpan())
        {
            var started = Stopwatch.GetTimestamp();
            predictor.Predict(phrase);
            time = Stopwatch.GetElapsedTime(started).TotalMicroseconds;
        }

        Console.WriteLine(times.Skip(asked).Order().ElementAt(asked / 2).ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Phrases of the lexicon that a definition is read beside.</summary>
    private static IEnumerable<string> Defined(Predictor predictor) =>
        new PhraseTable(Path.Combine("models", "attributes", "lexicon.tsv")).Distinct()
            .Where(phrase => predictor.Predict(phrase).Definitions is not null)
            .Take(Typical);

    private static void PredictEach(Predictor predictor, string[] phrases)
    {
        foreach (var phrase in phrases)
        {
            predictor.Predict(phrase);
        }
    }

    private static void Compare(string title, BareModel bare, BareModel? single, string[] phrases, Action predict)
    {
        List<(string, Action)> contestants = [("ONNX Runtime alone", bare.Prepare(phrases)), ("Predictor", predict)];
        if (single is not null)
        {
            contestants.Add(("ONNX Runtime alone, float32", single.Prepare(phrases)));
        }

        Contest.Run(title, [.. contestants]);
    }
}
