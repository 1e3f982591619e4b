using DavidBert.Tokenization;

namespace DavidBert.Glossaries;

/// <summary>
/// Finds what to read beside a phrase: the definition of a single word or of the whole phrase, else of what is left
/// without articles, intensifiers and negations in front, else of an entry of several words inside it, else of the word
/// that the vocabulary splits into most pieces. Thread-safe as its glossaries are.
/// </summary>
/// <param name="tokenizer">Says how many pieces a word has.</param>
/// <param name="glossaries">Where to look, the first that has a term decides.</param>
internal sealed class DefinitionLookup(PhraseTokenizer tokenizer, params IReadOnlyList<IGlossary> glossaries)
{
    private const int MostWords = 12;

    /// <summary>A lookup in those glossaries that there are; null where there is none.</summary>
    /// <param name="tokenizer">Says how many pieces a word has.</param>
    /// <param name="glossaries">Where to look, the first that has a term decides.</param>
    public static DefinitionLookup? Among(PhraseTokenizer tokenizer, params IEnumerable<IGlossary?> glossaries)
    {
        IGlossary[] given = [.. glossaries.OfType<IGlossary>()];
        return given.Length == 0 ? null : new DefinitionLookup(tokenizer, given);
    }

    /// <summary>The definition to read beside <paramref name="phrase"/>, or null where none fits.</summary>
    public Definition? Of(string phrase)
    {
        var words = WordsOf(phrase);
        return words.Length switch
        {
            0 or > MostWords => null,
            1 => OfWord(words[0]),
            _ => OfWords(words),
        };
    }

    /// <summary>
    /// What the model reads as its two segments. A word that stands behind intensifiers, negations and articles alone
    /// is read without them, so that it is answered as by itself.
    /// </summary>
    public static (string Phrase, string Definition) Segments(string phrase, Definition found)
    {
        var words = WordsOf(phrase);
        var bare = Intensifiers.Without(words);
        return bare is [var word] && bare.Length < words.Length
            && string.Equals(word, found.Term, StringComparison.Ordinal)
            ? (word, found.Text)
            : (phrase, Reading(phrase, found));
    }

    /// <summary>
    /// What the model reads as its second segment: a term that is not the whole phrase stands in front of its
    /// definition.
    /// </summary>
    public string? Reading(string phrase) => Of(phrase) is { } found ? Reading(phrase, found) : null;

    private static string Reading(string phrase, Definition found)
    {
        var words = WordsOf(phrase);
        return IsTerm(words) || IsTerm(Intensifiers.Without(words)) ? found.Text : $"{found.Term} : {found.Text}";

        bool IsTerm(string[] all) => string.Equals(string.Join(' ', all), found.Term, StringComparison.Ordinal);
    }

    private Definition? OfWords(string[] words)
    {
        var bare = Intensifiers.Without(words);
        return bare.Length == words.Length
            ? OfParts(words)
            : OfTerm(words, Beginnings(words[0])) ?? (bare is [var word] ? OfWord(word) : OfParts(bare));
    }

    /// <summary>The entries that a word or what it is a form of may begin.</summary>
    private string[] Beginnings(string word) => [.. WordForms.BasesOf(word).Prepend(word).Where(BeginsTerm)];

    private Definition? OfParts(string[] words)
    {
        string[][] beginnings = [.. words.SkipLast(1).Select(Beginnings)]; // the last begins nothing
        for (var count = words.Length; count > 1; count--)
        {
            for (var first = 0; first + count <= words.Length; first++)
            {
                if (OfTerm(words.AsSpan(first, count), beginnings[first]) is { } found)
                {
                    return found;
                }
            }
        }

        return words.Select((word, place) => (word, place, pieces: Pieces(word)))
            .Where(w => w.pieces > 1)
            .OrderByDescending(w => w.pieces)
            .ThenBy(w => w.place)
            .Select(w => OfWord(w.word))
            .FirstOrDefault(found => found is not null);
    }

    /// <summary>A word as it stands, as the dictionary writes its compound, or as a form of another.</summary>
    private Definition? OfWord(string word) => FirstOf(
        word, [word, .. word.Contains('-', StringComparison.Ordinal)
            ? Compound(word)
            : [], .. WordForms.BasesOf(word)]);

    /// <summary>
    /// An entry of several words; of its first word it may have another form (hits the spot → hit the spot), and two
    /// may be joined.
    /// </summary>
    private Definition? OfTerm(ReadOnlySpan<string> words, string[] beginnings)
    {
        var term = string.Join(' ', words!);
        var rest = term[words[0].Length..];
        string[] joined = words.Length == 2 ? [term.Replace(' ', '-')] : [];
        return FirstOf(term, [.. beginnings.Select(form => form + rest), .. joined]);
    }

    private static IEnumerable<string> Compound(string word) =>
        [word.Replace('-', ' '), word.Replace("-", "", StringComparison.Ordinal)];

    private Definition? FirstOf(string term, IEnumerable<string> spellings) =>
        spellings.Select(Find).FirstOrDefault(found => found is not null) is { } definition
            ? new Definition(term, definition)
            : null;

    private string? Find(string term)
    {
        foreach (var glossary in glossaries)
        {
            if (glossary.Find(term) is { } definition)
            {
                return definition;
            }
        }

        return null;
    }

    private bool BeginsTerm(string word) => glossaries.Any(glossary => glossary.BeginsTerm(word));

    private int Pieces(string word) => tokenizer.Encode(word).Length - 2;

    private static string[] WordsOf(string phrase)
    {
        var words = phrase.ToLowerInvariant().Replace('’', '\'')
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var kept = 0;
        foreach (var word in words)
        {
            var bare = word.AsSpan().Trim("#\"'“”‘’.,;:!?()[]*_~").ToString();
            if (bare.Length > 0)
            {
                words[kept++] = bare;
            }
        }

        return words[..kept];
    }
}
