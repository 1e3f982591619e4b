namespace DavidBert.Glossaries;

/// <summary>What may stand in front of words without changing what they speak of: a very smelly dog, not that smelly.</summary>
internal static class Intensifiers
{
    private static readonly string[] Articles = ["a", "an", "the"];

    /// <summary>Intensifiers and negations, in lower case.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "very", "really", "so", "quite", "extremely", "too", "pretty", "a bit", "super", "rather", "kind of",
        "incredibly", "not", "not very", "way too", "slightly", "totally", "insanely",
    ];

    /// <summary>These and the articles as words, longest first.</summary>
    public static IReadOnlyList<string[]> AndArticles { get; } =
        [.. All.Concat(Articles).Select(text => text.Split(' ')).OrderByDescending(words => words.Length)];

    /// <summary>The words behind all that stand in front; the last word stays in any case.</summary>
    /// <param name="words">Words in lower case.</param>
    public static string[] Without(string[] words)
    {
        var first = 0;
        while (AndArticles.FirstOrDefault(drop => words.AsSpan(first..^1).StartsWith(drop)) is { } dropped)
        {
            first += dropped.Length;
        }

        return words[first..];
    }
}
