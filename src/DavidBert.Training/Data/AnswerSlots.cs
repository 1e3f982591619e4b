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

        var answers = rows.Where(row => !row.IsUnanswerable)
            .SelectMany(row => row.Also.Prepend(row.Word))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .ToList();
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
