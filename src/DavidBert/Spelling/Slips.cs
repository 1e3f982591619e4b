namespace DavidBert.Spelling;

/// <summary>What the fingers may have meant by a word: every word that one slip turns into it.</summary>
internal static class Slips
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz";

    // Bits: how much commoner a word has to be to be preferred to one that a usual slip leads to.
    private const double Usual = 0;
    private const double Missing = 1;
    private const double Neighbour = 1;
    private const double Brushed = 4;
    private const double FirstLetter = 4;
    private const double Alike = 5;
    private const double Rare = 9;

    /// <summary>The letters beside each letter on an English keyboard, a to z.</summary>
    private static readonly string[] Neighbours =
    [
        "qwsz", "vghn", "xdfv", "serfcx", "wsdr", "drtgvc", "ftyhbv", "gyujnb", "ujko", "huikmn", "jiolm", "kop", "njk",
        "bhjm", "iklp", "ol", "wa", "edft", "awedxz", "rfgy", "yhji", "cfgb", "qase", "zsdc", "tghu", "asx",
    ];

    /// <summary>Letters that are taken for each other as they sound alike (definately, resourse).</summary>
    private static readonly string[] Sounds = ["aeiouy", "csz", "ckq"];

    /// <summary>The words and what each slip costs: nothing for the usual ones, the more the rarer it is.</summary>
    /// <param name="word">Letters a to z, at least one.</param>
    public static IEnumerable<(string Word, double Cost)> Of(string word)
    {
        for (var i = 0; i < word.Length; i++)
        {
            var first = i == 0 ? FirstLetter : 0;
            yield return (word.Remove(i, 1), WithoutLetter(word, i));
            if (i + 1 < word.Length && word[i] != word[i + 1])
            {
                yield return ($"{word[..i]}{word[i + 1]}{word[i]}{word[(i + 2)..]}", first + Usual);
            }

            foreach (var letter in Letters)
            {
                if (letter != word[i])
                {
                    yield return ($"{word[..i]}{letter}{word[(i + 1)..]}", first + Exchanged(word[i], letter));
                }

                yield return ($"{word[..i]}{letter}{word[i..]}", first + (letter == word[i] ? Usual : Missing));
            }
        }

        foreach (var letter in Letters)
        {
            yield return (word + letter, Missing);
        }
    }

    /// <summary>A letter too many: typed twice, or brushed beside the one before or behind it.</summary>
    private static double WithoutLetter(string word, int place)
    {
        var around = word[Math.Max(0, place - 1)..Math.Min(word.Length, place + 2)].Remove(place == 0 ? 0 : 1, 1);
        if (around.Contains(word[place], StringComparison.Ordinal))
        {
            return Usual;
        }

        var isBrushed = around.AsSpan().ContainsAny(Neighbours[word[place] - 'a']);
        return (place == 0 ? FirstLetter : 0) + (isBrushed ? Brushed : Rare);
    }

    private static double Exchanged(char typed, char meant)
    {
        if (Neighbours[typed - 'a'].Contains(meant, StringComparison.Ordinal))
        {
            return Neighbour;
        }

        return Array.Exists(
            Sounds,
            sound => sound.Contains(typed, StringComparison.Ordinal) && sound.Contains(meant, StringComparison.Ordinal))
            ? Alike
            : Rare;
    }
}
