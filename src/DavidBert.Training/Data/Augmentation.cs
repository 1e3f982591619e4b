using DavidBert.Glossaries;

namespace DavidBert.Training.Data;

/// <summary>Varies the rows of an epoch, so that a model learns more from them than their letters.</summary>
internal static class Augmentation
{
    /// <summary>
    /// The phrases of one epoch, one for each row in the same order: an intensifier or a negation in front of some
    /// single words, a typing error in some phrases. They depend on the seed, the epoch, the row's index and the row
    /// alone.
    /// </summary>
    /// <exception cref="ArgumentException">A row is unanswerable.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is not a probability.</exception>
    public static IReadOnlyList<string> Epoch(
        IReadOnlyList<LabelledPhrase> rows, int seed, int epoch, AugmentationOptions options)
    {
        RequireProbability(options.Intensify, nameof(options.Intensify));
        RequireProbability(options.TypingErrors, nameof(options.TypingErrors));
        return [.. rows.Select((row, index) => Vary(row, new SeededRandom(seed, epoch, index), options))];
    }

    private static string Vary(LabelledPhrase row, SeededRandom random, AugmentationOptions options)
    {
        if (row.IsUnanswerable)
        {
            throw new ArgumentException(
                $"line {row.Line} ('{row.Phrase}') has no answer to train on; leave such rows out", nameof(row));
        }

        var phrase = row.Phrase;
        if (!phrase.Any(char.IsWhiteSpace) && random.NextDouble() < options.Intensify)
        {
            phrase = $"{Intensifiers.All[random.Next(Intensifiers.All.Count)]} {phrase}";
        }

        if (random.NextDouble() < options.TypingErrors)
        {
            phrase = TypingError.In(phrase, ref random);
        }

        return phrase;
    }

    private static void RequireProbability(double value, string name)
    {
        if (value is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(name, value, "expected a probability, 0 to 1");
        }
    }
}

/// <summary>How much an epoch varies the rows. Every value is a probability, 0 to 1.</summary>
internal sealed record AugmentationOptions
{
    /// <summary>The rows as they are.</summary>
    public static AugmentationOptions None { get; } = new() { Intensify = 0, TypingErrors = 0 };

    /// <summary>How often a phrase of a single word gets an intensifier or a negation in front.</summary>
    public double Intensify { get; init; } = 0.3;

    /// <summary>How often a phrase gets one typing error.</summary>
    public double TypingErrors { get; init; } = 0.05;
}

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
