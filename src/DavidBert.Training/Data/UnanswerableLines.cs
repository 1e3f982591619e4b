using System.Text;

namespace DavidBert.Training.Data;

/// <summary>
/// Lines that no word answers, drawn anew for each epoch: a model that is trained to prefer no answer to them is less
/// sure of what it has never seen (Hendrycks et al. 2019, arXiv:1812.04606).
/// </summary>
internal static class UnanswerableLines
{
    private const string Vowels = "aeiou";
    private const string Consonants = "bcdfghjklmnpqrstvwxyz";
    private const string Symbols = "0123456789012345678901234567890123456789+-.,:/#%()=_ABCXZ";

    /// <summary>The first and the last letter of scripts that an English phrase has none of.</summary>
    private static readonly (char First, char Last)[] Scripts =
    [
        ('а', 'я'), ('α', 'ω'), ('א', 'ת'), ('ا', 'ي'), ('अ', 'ह'), ('ก', 'ฮ'), ('ぁ', 'ん'), ('一', '俿'), ('가', '깧'),
    ];

    /// <summary>How many lines an epoch of <paramref name="rows"/> rows has for a share of them.</summary>
    public static int Count(int rows, double share) => (int)Math.Round(rows * share);

    /// <summary>
    /// The lines of one epoch: letters, made-up words, numbers and codes, other scripts, and long runs of words out of
    /// <paramref name="rows"/>. They depend on the seed and the epoch, and the last kind on the rows.
    /// </summary>
    public static IEnumerable<string> Epoch(IReadOnlyList<LabelledPhrase> rows, int seed, int epoch, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var random = new SeededRandom(seed, epoch, i, -1);
            yield return Draw(rows, ref random);
        }
    }

    private static string Draw(IReadOnlyList<LabelledPhrase> rows, ref SeededRandom random) => random.Next(5) switch
    {
        0 => Words(ref random, 1, 3, Letters),
        1 => Words(ref random, 1, 4, MadeUpWord),
        2 => Words(ref random, 1, 3, Code),
        3 => Words(ref random, 1, 5, ForeignWord),
        _ => Words(ref random, 10, 60, (ref random) => WordOf(rows[random.Next(rows.Count)].Phrase, ref random)),
    };

    private static string Words(ref SeededRandom random, int least, int most, Part part)
    {
        var words = new string[least + random.Next(most - least + 1)];
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = part(ref random);
        }

        return string.Join(' ', words);
    }

    private static string Letters(ref SeededRandom random) =>
        Characters(ref random, 6, 12, "abcdefghijklmnopqrstuvwxyz");

    private static string Code(ref SeededRandom random) => Characters(ref random, 5, 12, Symbols);

    private static string MadeUpWord(ref SeededRandom random)
    {
        var word = new StringBuilder();
        for (var syllables = 2 + random.Next(3); syllables > 0; syllables--)
        {
            word.Append(Consonants[random.Next(Consonants.Length)]).Append(Vowels[random.Next(Vowels.Length)]);
            word.Append(random.Next(2) == 0 ? "" : Consonants[random.Next(Consonants.Length)].ToString());
        }

        return word.ToString();
    }

    private static string ForeignWord(ref SeededRandom random)
    {
        var (first, last) = Scripts[random.Next(Scripts.Length)];
        var word = new char[1 + random.Next(7)];
        for (var i = 0; i < word.Length; i++)
        {
            word[i] = (char)(first + random.Next(last - first + 1));
        }

        return new string(word);
    }

    private static string Characters(ref SeededRandom random, int least, int most, string of)
    {
        var characters = new char[least + random.Next(most - least + 1)];
        for (var i = 0; i < characters.Length; i++)
        {
            characters[i] = of[random.Next(of.Length)];
        }

        return new string(characters);
    }

    private static string WordOf(string phrase, ref SeededRandom random)
    {
        var words = phrase.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words[random.Next(words.Length)];
    }

    private delegate string Part(ref SeededRandom random);
}
