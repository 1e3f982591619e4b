using System.Diagnostics;
using System.Globalization;
using System.Text;
using DavidBert.Tokenization;
using Microsoft.ML.Tokenizers;

namespace DavidBert.Benchmarks;

/// <summary>
/// Phrases per second of <see cref="PhraseTokenizer"/> and of Microsoft.ML.Tokenizers' BertTokenizer, in rounds that
/// take turns on one thread.
/// </summary>
public static class TokenizerBenchmark
{
    private const int Rounds = 15;
    private static readonly TimeSpan RoundTime = TimeSpan.FromMilliseconds(200);

    private static readonly string[] BuiltIn =
    [
        "fishy", "valuable", "large", "very chonky", "not very clean", "a sharp mind", "a bit pricey for what it is",
        "The staff were incredibly friendly and helpful!", "smells like a wet dog", "unputdownable",
        "as light as a feather", "over-engineered, under-tested", "naïve café", "straße", "Größe: 42",
        "5 stars — would buy again :)", "日本語テスト",
        "한국어", "очень большой", "😀 love it",
        "It arrived late, the box was torn and one of the cups had a crack in it.",
    ];

    /// <summary>Measures and prints the median of each, and the ratio to the library's BertTokenizer.</summary>
    /// <param name="vocabPath">
    /// A vocab.txt; by default that of the default bundle, sought from the current folder.
    /// </param>
    /// <param name="phrasesPath">A file of phrases, one a line; by default a built-in mixture.</param>
    public static void Run(string? vocabPath = null, string? phrasesPath = null)
    {
        vocabPath ??= Path.Combine("models", "attributes", "vocab.txt");
        Measure("plain words", vocabPath, [.. BuiltIn.Where(phrase => Ascii.IsValid(phrase))]);
        Measure(
            phrasesPath ?? "mixed scripts",
            vocabPath,
            phrasesPath is null ? BuiltIn : File.ReadAllLines(phrasesPath));
    }

    private static void Measure(string title, string vocabPath, string[] phrases)
    {
        var ours = PhraseTokenizer.Load(vocabPath);
        var bert = BertTokenizer.Create(vocabPath);
        var input_ids = new int[128];
        (string Name, Action<string> Encode)[] contenders =
        [
            ("PhraseTokenizer, into a span", phrase => ours.Encode(phrase, input_ids, out _)),
            ("PhraseTokenizer, a new array", phrase => ours.Encode(phrase)),
            ("BertTokenizer", phrase => bert.EncodeToIds(phrase)),
        ];
        var rates = Array.ConvertAll(contenders, _ => new double[Rounds]);
        foreach (var contender in contenders)
        {
            Rate(contender.Encode, phrases);
        }

        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < contenders.Length; i++)
            {
                rates[i][round] = Rate(contenders[i].Encode, phrases);
            }
        }

        var medians = Array.ConvertAll(rates, rounds => rounds.Order().ElementAt(Rounds / 2));
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"Tokenizers, {title} ({phrases.Length} phrases):"));
        for (var i = 0; i < contenders.Length; i++)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {contenders[i].Name,-30} {medians[i],12:N0} phrases/s {medians[i] / medians[2],6:F2}x"));
        }
    }

    private static double Rate(Action<string> encode, string[] phrases)
    {
        var watch = Stopwatch.StartNew();
        var count = 0;
        while (watch.Elapsed < RoundTime)
        {
            foreach (var phrase in phrases)
            {
                encode(phrase);
            }

            count += phrases.Length;
        }

        return count / watch.Elapsed.TotalSeconds;
    }
}
