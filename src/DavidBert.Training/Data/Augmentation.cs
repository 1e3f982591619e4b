namespace DavidBert.Training.Data;

/// <summary>Varies the rows of an epoch, so that a model learns more from them than their letters.</summary>
public static class Augmentation
{
    /// <summary>What may stand in front of a single word without changing the attribute it speaks of.</summary>
    public static IReadOnlyList<string> Intensifiers { get; } =
    [
        "very", "really", "so", "quite", "extremely", "too", "pretty", "a bit", "super", "rather", "kind of",
        "incredibly", "not", "not very", "way too", "slightly", "totally", "insanely",
    ];

    /// <summary>
    /// The phrases of one epoch, one for each row in the same order: an intensifier or a negation in front of some single
    /// words, a typing error in some phrases. They depend on the seed, the epoch, the row's index and the row alone.
    /// </summary>
    /// <exception cref="ArgumentException">A row is unanswerable.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is no probability.</exception>
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
            phrase = $"{Intensifiers[random.Next(Intensifiers.Count)]} {phrase}";
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
