using DavidBert.Bundles;

namespace DavidBert.Training.Data;

/// <summary>
/// The answer vocabulary: the same |V| lines as the input's, where <c>[unused…]</c> slots are named after the answers
/// that are not single tokens.
/// </summary>
/// <param name="Words">The lines of <c>words.txt</c>: what each output index is called.</param>
/// <param name="IndexOf">The output index of every answer of the data.</param>
/// <param name="Named">The named slots, ascending by index and by word in ordinal order.</param>
internal sealed record AnswerSlots(
    IReadOnlyList<string> Words,
    IReadOnlyDictionary<string, int> IndexOf,
    IReadOnlyList<SlotName> Named)
{
    /// <summary>
    /// Gives every answer of the rows (the word and the further words, of every part) its index: its own where it is a
    /// line of the vocabulary, else the next slot, in ordinal order of the words.
    /// </summary>
    /// <param name="vocabulary">The |V| lines of <c>vocab.txt</c>.</param>
    /// <param name="rows">The data; unanswerable rows need no slot.</param>
    /// <exception cref="InvalidDataException">More words need a slot than the vocabulary has.</exception>
    public static AnswerSlots Assign(IReadOnlyList<string> vocabulary, IReadOnlyList<LabelledPhrase> rows)
    {
        var tokens = new Dictionary<string, int>(vocabulary.Count, StringComparer.Ordinal);
        foreach (var (index, token) in vocabulary.Index())
        {
            tokens.TryAdd(token, index);
        }

        var answers = AnswersOf(rows);
        if (answers.Find(answer => !AnswerVocabulary.IsWord(answer)) is { } label)
        {
            throw new InvalidDataException(
                $"The answer '{label}' is not one word of letters, ' and inner -, which this form of the model needs. "
                + "Train with '--head answers', where an answer may be called anything.");
        }

        int[] slots = [.. vocabulary.Index().Where(line => IsSlot(line.Item)).Select(line => line.Index)];
        string[] homeless = [.. answers.Where(answer => !tokens.ContainsKey(answer))];
        if (homeless.Length > slots.Length)
        {
            throw new InvalidDataException(
                $"{homeless.Length} answers of the data are not single tokens, and the vocabulary has {slots.Length} "
                + $"[unused…] slots for them; the first without one is '{homeless[slots.Length]}' "
                + "(use fewer such answers; a token of the vocabulary needs no slot)");
        }

        SlotName[] named = [.. homeless.Zip(slots, (word, index) => new SlotName(index, word))];
        string[] words = [.. vocabulary];
        foreach (var (index, word) in named)
        {
            words[index] = word;
            tokens[word] = index;
        }

        var indexOf = answers.ToDictionary(answer => answer, answer => tokens[answer], StringComparer.Ordinal);
        return new AnswerSlots(words, indexOf, named);
    }

    /// <summary>
    /// One index for each answer of the rows and for no other word, in ordinal order; each has a row of its own. With
    /// <paramref name="nothing"/> one more stands for no answer.
    /// </summary>
    public static AnswerSlots Listed(IReadOnlyList<LabelledPhrase> rows, bool nothing)
    {
        string[] words = [.. AnswersOf(rows), .. nothing ? [AnswerVocabulary.NothingLine] : Array.Empty<string>()];
        return new AnswerSlots(
            words, words.Index().ToDictionary(word => word.Item, word => word.Index, StringComparer.Ordinal),
            [.. words.Index().Select(word => new SlotName(word.Index, word.Item))]);
    }

    /// <summary>
    /// The answers of a list, as they are, and after them those of the rows that it lacks, each with a row of its own.
    /// </summary>
    public static AnswerSlots Extended(IReadOnlyList<string> known, IReadOnlyList<LabelledPhrase> rows)
    {
        string[] words = [.. known, .. AnswersOf(rows).Except(known, StringComparer.Ordinal)];
        return new AnswerSlots(
            words, words.Index().ToDictionary(word => word.Item, word => word.Index, StringComparer.Ordinal),
            [.. words.Index().Skip(known.Count).Select(word => new SlotName(word.Index, word.Item))]);
    }

    /// <summary>
    /// The lines of a list of answers, each with the number of rows that have it as their answer.
    /// </summary>
    /// <param name="words">The answers.</param>
    /// <param name="rows">What is learned; further words of a row do not count.</param>
    /// <param name="before">
    /// How many rows there were before, by the index of the answer, null where that is not known; null for none.
    /// </param>
    public static IReadOnlyList<string> Counted(
        IReadOnlyList<string> words, IEnumerable<LabelledPhrase> rows, Func<int, int?>? before = null)
    {
        var counts = rows.CountBy(row => row.Word, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        return
        [
            .. words.Select((word, index) =>
                !string.Equals(word, AnswerVocabulary.NothingLine, StringComparison.Ordinal)
                && (before is null ? 0 : before(index)) is { } earlier
                    ? AnswerVocabulary.LineOf(word, earlier + counts.GetValueOrDefault(word))
                    : word),
        ];
    }

    private static List<string> AnswersOf(IReadOnlyList<LabelledPhrase> rows) =>
    [
        .. rows.Where(row => !row.IsUnanswerable)
            .SelectMany(row => row.Also.Prepend(row.Word))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
    ];

    private static bool IsSlot(string token) =>
        token.StartsWith("[unused", StringComparison.Ordinal)
        && token.EndsWith(']')
        && token.AsSpan()[7..^1] is { Length: > 0 } number
        && !number.ContainsAnyExceptInRange('0', '9');
}

/// <summary>An answer that is not a single token of the vocabulary, and the slot that is named after it.</summary>
/// <param name="Index">The index of the slot in the vocabulary.</param>
/// <param name="Word">The answer.</param>
internal sealed record SlotName(int Index, string Word);
