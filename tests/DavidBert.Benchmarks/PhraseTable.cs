using System.Globalization;
using System.Text;

namespace DavidBert.Benchmarks;

/// <summary>
/// Tables of phrases for measuring, made of the words of the default bundle's lexicon; the same seed gives the same
/// table.
/// </summary>
internal sealed class PhraseTable
{
    private const int Seed = 5;
    private const int FewPhrases = 500;
    private const double Repeats = 0.3;

    private static readonly string[] Degrees
        = ["very", "a bit", "not so", "rather", "quite", "extremely", "hardly", "the most", "too", "by far the most"];

    private readonly Random random = new(Seed);
    private readonly string[] words;

    /// <param name="lexicon">A table of tabs whose first column holds words.</param>
    public PhraseTable(string lexicon) =>
        words = [.. File.ReadLines(lexicon).Skip(1).Select(line => line.Split('\t')[0])
            .Where(word => word.All(char.IsAsciiLetter))
            .Distinct(StringComparer.Ordinal)];

    /// <summary>Phrases of 1 to 7 words, no two equal.</summary>
    public IEnumerable<string> Distinct() => Endless().Distinct(StringComparer.Ordinal);

    /// <summary>Phrases of which 30 % came before.</summary>
    public IEnumerable<string> Natural()
    {
        var before = new List<string>();
        foreach (var phrase in Distinct())
        {
            while (before.Count > 0 && random.NextDouble() < Repeats)
            {
                yield return before[random.Next(before.Count)];
            }

            before.Add(phrase);
            yield return phrase;
        }
    }

    /// <summary>500 phrases over and over.</summary>
    public IEnumerable<string> Repeated()
    {
        string[] few = [.. Distinct().Take(FewPhrases)];
        while (true)
        {
            yield return few[random.Next(few.Length)];
        }
    }

    /// <summary>The phrases as a CSV file with a number each.</summary>
    public static byte[] Csv(IEnumerable<string> phrases)
    {
        var table = new StringBuilder("id,phrase\n");
        foreach (var (row, phrase) in phrases.Index())
        {
            table.Append(CultureInfo.InvariantCulture, $"{row},{phrase}\n");
        }

        return Encoding.UTF8.GetBytes(table.ToString());
    }

    private IEnumerable<string> Endless()
    {
        while (true)
        {
            var degree = random.Next(3) == 0 ? string.Empty : Degrees[random.Next(Degrees.Length)] + " ";
            yield return degree + string.Join(
                ' ',
                Enumerable.Range(0, random.Next(1, 4)).Select(_ => words[random.Next(words.Length)]));
        }
    }
}
