using System.Text;
using DavidBert.Glossaries;

namespace DavidBert.Training.Data;

/// <summary>The phrases of dev and test, and whether a row of train would give one of them away.</summary>
internal sealed class HeldOutPhrases
{
    private readonly Dictionary<string, LabelledPhrase> byCore = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LabelledPhrase> byGroup = new(StringComparer.Ordinal);

    /// <summary>Takes the rows of dev and test out of <paramref name="rows"/>.</summary>
    public HeldOutPhrases(IEnumerable<LabelledPhrase> rows)
    {
        foreach (var row in rows.Where(row => row.Split is DataPart.Dev or DataPart.Test))
        {
            byCore.TryAdd(Core(row.Phrase), row);
            if (row.Group is { } group)
            {
                byGroup.TryAdd(group, row);
            }
        }
    }

    /// <summary>
    /// Why <paramref name="row"/> may not be trained on: it has the <see cref="Core"/> or the group of a phrase of dev
    /// or test; null when it may.
    /// </summary>
    public string? LeakOf(LabelledPhrase row)
    {
        if (byCore.TryGetValue(Core(row.Phrase), out var same))
        {
            return $"it says what '{same.Phrase}' of {same.Split} says (line {same.Line})";
        }

        return row.Group is { } group && byGroup.TryGetValue(group, out var related)
            ? $"it shares the group '{group}' with '{related.Phrase}' of {related.Split} (line {related.Line})"
            : null;
    }

    /// <summary>Whether <paramref name="phrase"/> has the <see cref="Core"/> of a phrase of dev or test.</summary>
    public bool GivenAwayBy(string phrase) => byCore.ContainsKey(Core(phrase));

    /// <summary>
    /// A phrase in lower case without articles, intensifiers and negations (<see cref="Intensifiers"/>),
    /// punctuation and spaces, so that "a friend-zoned guy" and "very friendzoned guy" are one. A phrase of nothing
    /// else keeps its last word, or stays as it is.
    /// </summary>
    public static string Core(string phrase)
    {
        var words = Words(phrase.ToLowerInvariant());
        var core = new StringBuilder(phrase.Length);
        for (var i = 0; i < words.Length;)
        {
            var dropped = Intensifiers.AndArticles.FirstOrDefault(drop => words.AsSpan(i).StartsWith(drop));
            core.Append(dropped is null ? words[i] : "");
            i += dropped?.Length ?? 1;
        }

        return core.Length > 0 ? core.ToString() : words.LastOrDefault(phrase);
    }

    private static string[] Words(string text) =>
        string.Concat(text.Select(c => char.IsPunctuation(c) ? ' ' : c))
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
