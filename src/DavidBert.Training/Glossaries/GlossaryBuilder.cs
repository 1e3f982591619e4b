using System.Text;
using DavidBert.Glossaries;

namespace DavidBert.Training.Glossaries;

/// <summary>Makes the default glossary: WordNet's words and further terms, each with a short definition.</summary>
internal static class GlossaryBuilder
{
    private const int SensesOfPart = 2;
    private const int SensesOfTerm = 2;
    private const int MostWords = 16;

    /// <summary>
    /// The lines of a <see cref="GlossaryFile"/>, sorted. Where a term is in both, the further definition stands first.
    /// </summary>
    /// <param name="wordNet">
    /// All adjectives, adverbs and verbs of it are taken, and the nouns that <see cref="IsUsual"/> lets in.
    /// </param>
    /// <param name="further">Further terms in lower case and their definitions.</param>
    public static IEnumerable<string> Lines(WordNet wordNet, IReadOnlyDictionary<string, string> further)
    {
        var entries = wordNet.Senses.Where(entry => IsUsual(entry.Key, entry.Value))
            .ToDictionary(entry => entry.Key, entry => Definition(entry.Value), StringComparer.Ordinal);
        foreach (var (term, definition) in further)
        {
            entries[term] = Cut(entries.TryGetValue(term, out var known) ? $"{definition} ; {known}" : definition);
        }

        foreach (var (form, of) in wordNet.Bases)
        {
            var found = WordForms.BasesOf(form).FirstOrDefault(entries.ContainsKey);
            if (!entries.ContainsKey(form)
                && entries.ContainsKey(of)
                && !string.Equals(found, of, StringComparison.Ordinal))
            {
                entries[form] = GlossaryFile.Reference + of;
            }
        }

        return Sorted(entries);
    }

    /// <summary>The lines of a glossary with terms of one's own; where a term is in both, these hold.</summary>
    /// <param name="path">The glossary, as <see cref="GlossaryFile"/> reads it; null for none.</param>
    /// <param name="own">The further terms; null for none.</param>
    public static IEnumerable<string> Merged(string? path, GlossaryTable? own)
    {
        var entries = (path is null ? [] : File.ReadLines(path)).Select(line => line.Split('\t'))
            .ToDictionary(fields => fields[0], fields => fields[1], StringComparer.Ordinal);
        foreach (var (term, definition) in own?.Definitions ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            entries[term] = definition;
        }

        return Sorted(entries);
    }

    /// <summary>
    /// The first senses of each part of speech, the first of these joined, cut after 16 words: what the model reads of
    /// a word.
    /// </summary>
    public static string Definition(IEnumerable<Sense> senses) => Cut(string.Join(
        " ; ",
        senses.GroupBy(sense => sense.Part, StringComparer.Ordinal)
            .SelectMany(part => part.Take(SensesOfPart))
            .Take(SensesOfTerm)
            .Select(sense => sense.Gloss)));

    /// <summary>
    /// Leaves out numbers and single signs, and of the nouns those that name one person, place or thing, and animals
    /// and plants that texts do not speak of.
    /// </summary>
    private static bool IsUsual(string term, List<Sense> senses)
    {
        if (term.Length < 2 || !term.Any(char.IsAsciiLetter) || term.Any(char.IsAsciiDigit))
        {
            return false;
        }

        return senses.Exists(sense => sense.Part is not "noun" || sense.IsTagged)
            || senses.Exists(sense => !sense.IsInstance && sense.File is not (Animal or Plant));
    }

    private const int Animal = 5;
    private const int Plant = 20;

    private static IEnumerable<string> Sorted(Dictionary<string, string> entries) =>
        entries.OrderBy(entry => entry.Key, Utf8Order).Select(entry => $"{entry.Key}\t{entry.Value}");

    private static string Cut(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Take(MostWords));

    private static Comparer<string> Utf8Order { get; } = Comparer<string>.Create(
        static (a, b) => Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b)));
}
