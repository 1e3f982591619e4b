namespace DavidBert.Training.Data;

/// <summary>A slip of the fingers: one letter dropped, doubled or swapped with its neighbour.</summary>
internal static class TypingError
{
    /// <summary>Shorter words are left alone: with a letter gone they are often another word.</summary>
    private const int LeastLetters = 4;

    /// <summary>
    /// Puts one error into the phrase, at any letter of its longer words with the same chance; a phrase without such a
    /// word stays.
    /// </summary>
    public static string In(string phrase, ref SeededRandom random)
    {
        var words = LongWords(phrase);
        if (words.Count == 0)
        {
            return phrase;
        }

        var letter = random.Next(words.Sum(word => word.Length));
        foreach (var (start, length) in words)
        {
            if (letter < length)
            {
                return At(phrase, start + length, start + letter, random.Next(3));
            }

            letter -= length;
        }

        return phrase;
    }

    private static string At(string phrase, int end, int at, int kind)
    {
        var other = at + 1 < end ? at + 1 : at - 1;
        if (kind == 2 && phrase[at] != phrase[other])
        {
            var first = Math.Min(at, other);
            return $"{phrase[..first]}{phrase[first + 1]}{phrase[first]}{phrase[(first + 2)..]}";
        }

        return kind == 0 ? phrase.Remove(at, 1) : phrase.Insert(at, phrase[at].ToString());
    }

    private static List<(int Start, int Length)> LongWords(string phrase)
    {
        var words = new List<(int Start, int Length)>();
        for (var i = 0; i < phrase.Length; i++)
        {
            var start = i;
            while (i < phrase.Length && char.IsLetter(phrase[i]))
            {
                i++;
            }

            if (i - start >= LeastLetters)
            {
                words.Add((start, i - start));
            }
        }

        return words;
    }
}
