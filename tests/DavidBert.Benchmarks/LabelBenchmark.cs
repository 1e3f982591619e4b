using System.Diagnostics;
using System.Globalization;
using DavidBert.Labelling;

namespace DavidBert.Benchmarks;

/// <summary>Labelling tables against bare batches of ONNX Runtime, and the memory it takes.</summary>
internal static class LabelBenchmark
{
    private const int Rounds = 5;
    private const int BatchRows = 32;
    private const int Rows = 2_000;
    private const int RepeatedRows = 400_000;
    private const int BareRepeatedRows = 2_000;

    private static readonly long[] Sizes = [1_000_000, 10_000_000, 100_000_000, 1_000_000_000];

    /// <summary>
    /// Prints rows a second, and the median of each round's ratio to the bare batches, which read no definitions.
    /// </summary>
    public static void Run(string folder)
    {
        var table = new PhraseTable(Path.Combine("models", "attributes", "lexicon.tsv"));
        string[] distinct = [.. table.Distinct().Take(Rows)];
        string[] equal = [.. table.Distinct().Where(new EqualLength(folder).Has).Take(Rows)];
        string[] natural = [.. table.Natural().Take(Rows)];
        string[] repeated = [.. table.Repeated().Take(RepeatedRows)];
        Console.WriteLine("| file | threads | bare batches, rows/s "
            + "| phrases alone, rows/s | ratio | with definitions, rows/s | ratio |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|");
        foreach (var threads in new[] { 1, Environment.ProcessorCount })
        {
            Compare("distinct phrases of 6 pieces", folder, threads, equal, equal);
            Compare("distinct phrases of mixed length", folder, threads, distinct, distinct);
            Compare("mixed length, 30 % repeats", folder, threads, natural, natural);
            Compare("500 phrases over and over", folder, threads, repeated, repeated[..BareRepeatedRows]);
        }
    }

    /// <summary>Prints the peak memory of the command for files of 1 MB to 1 GB.</summary>
    public static void RunMemory()
    {
        using var command = new PublishedCommand();
        var folder = Directory.CreateTempSubdirectory("davidbert-label-");
        try
        {
            var rows = PhraseTable.Csv(
                new PhraseTable(Path.Combine("models", "attributes", "lexicon.tsv")).Repeated().Take(RepeatedRows));
            Console.WriteLine("| file | peak memory |");
            Console.WriteLine("|---|---:|");
            foreach (var size in Sizes)
            {
                var input = Path.Combine(folder.FullName, $"{size}.csv");
                Write(input, rows, size);
                var peak = command.PeakMemory("label", input, "-q");
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {size / 1_000_000:N0} MB | {peak / 1024.0:F0} MiB |"));
                File.Delete(input);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Writes a file that other programs are measured with.</summary>
    /// <param name="kind"><c>equal</c>, <c>distinct</c>, <c>natural</c> or <c>repeated</c>.</param>
    /// <param name="rows">How many phrases.</param>
    /// <param name="path">Where.</param>
    public static void WriteFile(string kind, int rows, string path)
    {
        var table = new PhraseTable(Path.Combine("models", "attributes", "lexicon.tsv"));
        var phrases = kind switch
        {
            "equal" => table.Distinct().Where(new EqualLength(Path.Combine("models", "attributes")).Has),
            "distinct" => table.Distinct(),
            "natural" => table.Natural(),
            _ => table.Repeated(),
        };
        File.WriteAllBytes(path, PhraseTable.Csv(phrases.Take(rows)));
    }

    private static void Write(string path, byte[] rows, long size)
    {
        using var file = File.Create(path);
        file.Write("id,phrase\n"u8);
        while (file.Length < size)
        {
            var part = rows.AsSpan("id,phrase\n".Length);
            part = part[..(int)Math.Min(part.Length, size - file.Length)];
            file.Write(part[..(part.LastIndexOf((byte)'\n') + 1)]);
            if (part.Length < rows.Length - "id,phrase\n".Length)
            {
                break;
            }
        }
    }

    private static void Compare(string title, string folder, int threads, string[] phrases, string[] barePhrases)
    {
        using var bare = new BareModel(folder, threads: 1);
        var batches = barePhrases.Chunk(BatchRows).Select(bare.Prepare).ToArray();
        using var alone = Predictor.Load(folder, new PredictorOptions { Threads = 1, ReadsDefinitions = false });
        using var defined = Predictor.Load(folder, new PredictorOptions { Threads = 1 });
        var csv = PhraseTable.Csv(phrases);
        var (bareRates, aloneRates, definedRates) = (new double[Rounds], new double[Rounds], new double[Rounds]);
        for (var round = -1; round < Rounds; round++)
        {
            var bareRate = barePhrases.Length / Seconds(() => Parallel.ForEach(
                batches, new ParallelOptions { MaxDegreeOfParallelism = threads }, batch => batch()));
            var aloneRate = phrases.Length / Seconds(() => Label(alone, threads, csv));
            var definedRate = phrases.Length / Seconds(() => Label(defined, threads, csv));
            if (round >= 0)
            {
                (bareRates[round], aloneRates[round], definedRates[round]) = (bareRate, aloneRate, definedRate);
            }
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {title} | {threads} | {Median(bareRates):N0} ")
            + Column(aloneRates, bareRates) + Column(definedRates, bareRates) + "|");
    }

    private static string Column(double[] rates, double[] bareRates)
    {
        var ratio = Median(rates.Zip(bareRates, (rate, bareRate) => rate / bareRate));
        return string.Create(CultureInfo.InvariantCulture, $"| {Median(rates):N0} | {ratio:F2} ");
    }

    private static void Label(Predictor predictor, int threads, byte[] csv) =>
        LabelAsync(new TableLabeller(predictor, new LabelOptions(), threads), csv).GetAwaiter().GetResult();

    private static async Task LabelAsync(TableLabeller labeller, byte[] csv)
    {
        await using var input = await TableInput.OpenAsync(new MemoryStream(csv), new LabelOptions());
        await labeller.LabelAsync(input, Stream.Null);
    }

    private static double Seconds(Action action)
    {
        var started = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(Rounds / 2);
}
