using System.Buffers;
using DavidBert.Glossaries;

namespace DavidBert.Spelling;

/// <summary>
/// Reads typing errors as they are meant: a word that nobody knows becomes the likeliest known word that one slip of
/// the fingers turns into it, if that is likely enough. Words that are known, in any form, stay as they are, and so do
/// those that anyone makes of common words, names, numbers, codes, words of other scripts, and phrases of which most
/// words are not known, as they are of another language.
/// </summary>
/// <param name="words">What is known.</param>
/// <param name="own">Terms of the user's own, which are known too; null for none.</param>
internal sealed class SpellingRepair(KnownWords words, IGlossary? own = null)
{
    /// <summary>Shorter words are left alone: with one letter changed they are often another word.</summary>
    private const int LeastLetters = 4;

    private const int LeastForm = 3;
    private const int MostLetters = 24;
    private const string Signs = ".,;:!?\"'()";

    // Bits: what a slip costs and how rare the word is that it leads to may be so much together. The longer a word, the
    // less likely it is that it differs from another by chance.
    private const double LeastTrust = 9;
    private const double TrustOfLetter = 1.5;
    private const int MostTrusted = 10;

    private static readonly SearchValues<char> SmallLettersAndHyphen =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz-");

    private readonly Coinage coinage = new(words);

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
            || bare[1..].ContainsAnyExceptInRange('a', 'z') && !IsCompound(bare)
            || !(char.IsAsciiLetterLower(bare[0]) || (isFirst && char.IsAsciiLetterUpper(bare[0]))))
        {
            return null;
        }

        var word = bare.ToString().ToLowerInvariant();
        if (own?.Find(word) is not null || OfParts(word.Split('-')) is not { } meant)
        {
            return null;
        }

        var at = token.IndexOf(bare, StringComparison.Ordinal);
        return string.Concat(token[..at], meant, token[(at + bare.Length)..]);
    }

    /// <summary>Whether it is words of small letters with a hyphen between them.</summary>
    private static bool IsCompound(ReadOnlySpan<char> word) =>
        word[^1] != '-' && !word[1..].ContainsAnyExcept(SmallLettersAndHyphen)
        && word.IndexOf("--", StringComparison.Ordinal) < 0;

    /// <summary>A word of parts with a hyphen between them, if one of these has a slip; null otherwise.</summary>
    private string? OfParts(string[] parts)
    {
        string?[] meant = [.. parts.Select(part => part.Length < LeastLetters || IsKnown(part) ? null : Best(part))];
        return meant.Count(part => part is not null) == 1
            ? string.Join('-', parts.Zip(meant, (part, repaired) => repaired ?? part))
            : null;
    }

    private bool IsKnown(string word) =>
        words.RankOf(word) is not null
        || own?.Find(word) is not null
        || ComputingWords.Has(word)
        || WordForms.BasesOf(word).Any(form => form.Length >= LeastForm && words.RankOf(form) is not null)
        || coinage.Explains(word);

    private string? Best(string word)
    {
        var released = HeldKeys.Released(word).MinBy(candidate => words.RankOf(candidate) ?? int.MaxValue);
        if (released is not null && words.RankOf(released) is not null)
        {
            return released;
        }

        var trust = LeastTrust + (TrustOfLetter * Math.Min(word.Length, MostTrusted));
        (string? Word, double Cost) best = (null, trust);
        foreach (var (candidate, cost) in Slips.Of(word))
        {
            if (words.RankOf(candidate) is { } rank && cost + Math.Log2(rank + 2) is var total && total < best.Cost)
            {
                best = (candidate, total);
            }
        }

        return best.Word;
    }
}
