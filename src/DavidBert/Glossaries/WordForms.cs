namespace DavidBert.Glossaries;

/// <summary>
/// What an inflected word may be a form of, by its ending: reeks → reek, stickier → sticky, hopping → hop.
/// </summary>
internal static class WordForms
{
    private const int LeastStem = 2;

    /// <summary>Endings and what stands for them in the base form, the likelier first.</summary>
    private static readonly (string Ending, string Base)[] Rules =
    [
        ("iest", "y"), ("ier", "y"), ("ies", "y"), ("ied", "y"), ("ily", "y"), ("ves", "f"),
        ("s", ""), ("es", ""), ("est", "e"), ("est", ""), ("er", "e"), ("er", ""),
        ("ed", "e"), ("ed", ""), ("ing", "e"), ("ing", ""), ("ly", ""), ("ly", "e"),
    ];

    /// <summary>
    /// The forms in which a dictionary may have <paramref name="word"/>, the likelier first; without the word itself.
    /// </summary>
    public static IEnumerable<string> BasesOf(string word)
    {
        foreach (var (ending, replacement) in Rules)
        {
            if (word.Length < ending.Length + LeastStem || !word.EndsWith(ending, StringComparison.Ordinal))
            {
                continue;
            }

            var stem = word[..^ending.Length];
            yield return stem + replacement;
            if (replacement.Length == 0 && stem.Length > LeastStem && stem[^1] == stem[^2] && ending[0] is 'e' or 'i')
            {
                yield return stem[..^1];
            }
        }
    }
}
