namespace DavidBert.Spelling;

/// <summary>Words that anyone makes of a common one, and no dictionary lists: beachy, largeish, unpatched.</summary>
/// <param name="words">What is known.</param>
internal sealed class Coinage(KnownWords words)
{
    private const int LeastStem = 4;

    /// <summary>Rarer words are seldom built upon, and may be errors themselves.</summary>
    private const int RarestStem = 20_000;

    private static readonly string[] Beginnings = ["un", "over", "under", "mis", "non", "re"];
    private static readonly string[] Endings = ["y", "ish", "able", "like", "ness", "less", "ful"];

    /// <summary>Whether the word is a common one with a usual beginning or ending.</summary>
    /// <param name="word">A word in lower case.</param>
    public bool Explains(string word) =>
        Array.Exists(Beginnings, part => word.StartsWith(part, StringComparison.Ordinal) && IsStem(word[part.Length..]))
        || Array.Exists(Endings, part => word.EndsWith(part, StringComparison.Ordinal)
            && StemsOf(word[..^part.Length], part).Any(IsStem));

    /// <summary>What stands before an ending: beach-y, an e left out (crumbl-y) or a letter doubled (spinn-y).</summary>
    private static IEnumerable<string> StemsOf(string front, string ending)
    {
        if (!front.EndsWith(ending[0]) || ending is not "y") // a second y is a slip
        {
            yield return front;
        }

        if (ending[0] is 'y' or 'i' or 'a')
        {
            yield return front + "e";
            if (front.Length > LeastStem && front[^1] == front[^2])
            {
                yield return front[..^1];
            }
        }
    }

    private bool IsStem(string word) => word.Length >= LeastStem && words.RankOf(word) < RarestStem;
}
