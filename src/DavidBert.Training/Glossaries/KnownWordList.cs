namespace DavidBert.Training.Glossaries;

/// <summary>Makes the list of words that are read as they stand, the commonest first.</summary>
internal static class KnownWordList
{
    private const int LeastLetters = 2;

    /// <summary>
    /// The words of a vocabulary in its order, which is about that of their frequency; then those of the phrases, the
    /// more often they stand there the earlier; then those of the terms of a glossary.
    /// </summary>
    /// <param name="vocabulary">The lines of <c>vocab.txt</c>.</param>
    /// <param name="phrases">Phrases whose words are known.</param>
    /// <param name="terms">The terms of a glossary.</param>
    public static IEnumerable<string> Of(
        IEnumerable<string> vocabulary, IEnumerable<string> phrases, IEnumerable<string> terms) =>
        vocabulary.Where(IsWord)
            .Concat(phrases.SelectMany(WordsOf).CountBy(word => word, StringComparer.Ordinal)
                .OrderByDescending(word => word.Value)
                .ThenBy(word => word.Key, StringComparer.Ordinal)
                .Select(word => word.Key))
            .Concat(terms.SelectMany(WordsOf))
            .Distinct(StringComparer.Ordinal);

    private static IEnumerable<string> WordsOf(string text) => text.ToLowerInvariant()
        .Split([.. text.Where(c => !char.IsLetter(c)).Distinct()], StringSplitOptions.RemoveEmptyEntries)
        .Where(IsWord);

    private static bool IsWord(string text) =>
        text.Length >= LeastLetters && !text.AsSpan().ContainsAnyExceptInRange('a', 'z');
}
