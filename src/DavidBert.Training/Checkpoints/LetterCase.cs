namespace DavidBert.Training.Checkpoints;

/// <summary>Whether a checkpoint tells capitals from small letters.</summary>
internal static class LetterCase
{
    /// <summary>An uncased vocabulary has none but its special tokens; a cased one has thousands.</summary>
    private const int MostCapitals = 100;

    /// <summary>
    /// Refuses a cased checkpoint: phrases are read in lower case, so it would never see most of its tokens.
    /// </summary>
    /// <param name="folder">The folder of the checkpoint.</param>
    /// <param name="vocabulary">The lines of its <c>vocab.txt</c>.</param>
    /// <exception cref="InvalidDataException">It is cased; the message says what to take instead.</exception>
    public static void RequireUncased(string folder, IEnumerable<string> vocabulary)
    {
        string[] capitals = [.. vocabulary.Where(token => !token.StartsWith('[') && token.Any(char.IsUpper))];
        if (capitals.Length > MostCapitals)
        {
            throw new InvalidDataException(
                $"'{folder}' is a cased checkpoint: {capitals.Length} tokens of its vocabulary have capitals, "
                + $"'{capitals[0]}' first. Phrases are read in lower case and without accents, so these would never be "
                + "seen. Take an uncased checkpoint, such as bert-base-uncased.");
        }
    }
}
