using System.Text;
using DavidBert.Glossaries;

namespace DavidBert.Spelling;

/// <summary>
/// Reads typing errors as they are meant: a word that nobody knows becomes the likeliest known word that one slip of
/// the fingers turns into it. Words that are known, in any form, stay as they are, and so do names, numbers, codes,
/// words of other scripts, and phrases of which most words are not known, as they are of another language.
/// </summary>
/// <param name="words">What is known.</param>
/// <param name="own">Terms of the user's own, which are known too; null for none.</param>
internal sealed class SpellingRepair(KnownWords words, IGlossary? own = null)
{
    /// <summary>Shorter words are left alone: with one letter changed they are often another word.</summary>
    private const int LeastLetters = 4;

    private const int LeastForm = 3;
    private const int MostLetters = 24;
    private const string Letters = "abcdefghijklmnopqrstuvwxyz";
    private const string Signs = ".,;:!?\"'()";

    /// <summary>The letters beside each letter on an English keyboard, a to z.</summary>
    private static readonly string[] Neighbours =
    [
        "qwsz", "vghn", "xdfv", "serfcx", "wsdr", "drtgvc", "ftyhbv", "gyujnb", "ujko", "huikmn", "jiolm", "kop", "njk",
        "bhjm", "iklp", "ol", "wa", "edft", "awedxz", "rfgy", "yhji", "cfgb", "qase", "zsdc", "tghu", "asx",
    ];

    /// <summary>The phrase as it is meant, or null where every word of it is read as it stands.</summary>
    public string? Of(string phrase)
    {
        if (IsForeignOrName(phrase))
        {
            return null;
        }

        string? repaired = null;
        for (var end = phrase.Length; end > 0;)
        {
            var start = end;
            while (start > 0 && !char.IsWhiteSpace(phrase[start - 1]))
            {
                start--;
            }

            if (OfWord(phrase.AsSpan(start, end - start), isFirst: start == 0) is { } word)
            {
                repaired = string.Concat((repaired ?? phrase).AsSpan(0, start), word, (repaired ?? phrase).AsSpan(end));
            }

            end = start == 0 ? 0 : start - 1;
        }

        return repaired;
    }

    /// <summary>
    /// Whether most words of the phrase are not known, or its first word is followed by another with a capital.
    /// </summary>
    private bool IsForeignOrName(string phrase)
    {
        string[] parts =
        [
            .. phrase.Split([.. phrase.Where(c => !char.IsLetter(c)).Distinct()])
                .Where(part => part.Length >= LeastForm),
        ];
        if (parts.Length < 2)
        {
            return false;
        }

        var unknown = parts.Count(part => !IsKnown(part.ToLowerInvariant()));
        var isName = char.IsUpper(parts[0][0]) && Array.Exists(parts[1..], part => char.IsUpper(part[0]));
        return isName || 2 * unknown > parts.Length;
    }

    /// <summary>A word between blanks, with the signs around it; null where it stays.</summary>
    private string? OfWord(ReadOnlySpan<char> token, bool isFirst)
    {
        var bare = token.Trim(Signs);
        if (bare.Length is < LeastLetters or > MostLetters
            || bare[1..].ContainsAnyExceptInRange('a', 'z')
            || !(char.IsAsciiLetterLower(bare[0]) || (isFirst && char.IsAsciiLetterUpper(bare[0]))))
        {
            return null;
        }

        var word = bare.ToString().ToLowerInvariant();
        if (IsKnown(word) || Best(word) is not { } meant)
        {
            return null;
        }

        var at = token.IndexOf(bare, StringComparison.Ordinal);
        return string.Concat(token[..at], meant, token[(at + bare.Length)..]);
    }

    private bool IsKnown(string word) =>
        words.RankOf(word) is not null
        || own?.Find(word) is not null
        || WordForms.BasesOf(word).Any(form => form.Length >= LeastForm && words.RankOf(form) is not null);

    private string? Best(string word)
    {
        var squeezed = Squeezed(word).FirstOrDefault(candidate => words.RankOf(candidate) is not null);
        if (squeezed is not null)
        {
            return squeezed;
        }

        (string? Word, double Cost) best = (null, double.MaxValue);
        foreach (var (candidate, cost) in Slips(word))
        {
            if (words.RankOf(candidate) is { } rank && cost + Math.Log2(rank + 2) is var total && total < best.Cost)
            {
                best = (candidate, total);
            }
        }

        return best.Word;
    }

    /// <summary>A word with letters held down: loooong is long, coool cool.</summary>
    private static IEnumerable<string> Squeezed(string word)
    {
        if (Runs(word, 3) is not { } twice)
        {
            yield break;
        }

        yield return Runs(word, 3, 1)!;
        yield return twice;
    }

    /// <summary>
    /// The word with runs of at least so many letters cut to two, or to one; null where it has no such run.
    /// </summary>
    private static string? Runs(string word, int least, int keep = 2)
    {
        var kept = new StringBuilder(word.Length);
        for (var i = 0; i < word.Length;)
        {
            var end = i + 1;
            while (end < word.Length && word[end] == word[i])
            {
                end++;
            }

            kept.Append(word[i], end - i >= least ? keep : end - i);
            i = end;
        }

        return kept.Length < word.Length ? kept.ToString() : null;
    }

    /// <summary>What the fingers may have meant, and what each slip costs: the more, the rarer it is.</summary>
    private static IEnumerable<(string Word, double Cost)> Slips(string word)
    {
        const double Usual = 0;
        const double Rare = 2;
        const double FirstLetter = 3;
        for (var i = 0; i < word.Length; i++)
        {
            var first = i == 0 ? FirstLetter : 0;
            var isDoubled = (i > 0 && word[i] == word[i - 1]) || (i + 1 < word.Length && word[i] == word[i + 1]);
            yield return (word.Remove(i, 1), first + (isDoubled ? Usual : Rare));
            if (i + 1 < word.Length && word[i] != word[i + 1])
            {
                yield return ($"{word[..i]}{word[i + 1]}{word[i]}{word[(i + 2)..]}", first + Usual);
            }

            foreach (var letter in Letters)
            {
                var isNear = Neighbours[word[i] - 'a'].Contains(letter, StringComparison.Ordinal);
                yield return ($"{word[..i]}{letter}{word[(i + 1)..]}", first + (isNear ? Usual : Rare));
                yield return ($"{word[..i]}{letter}{word[i..]}", first + (letter == word[i] ? Usual : Rare / 2));
            }
        }

        foreach (var letter in Letters)
        {
            yield return (word + letter, Rare / 2);
        }
    }
}
