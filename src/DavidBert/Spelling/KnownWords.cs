using System.Text;

namespace DavidBert.Spelling;

/// <summary>
/// The words that are read as they stand, with their ranks: lines of UTF-8, the commonest first. The file is read when
/// a word is first asked for; a word is kept as 8 bytes of a digest, so that a hundred thousand take little more than a
/// megabyte. Thread-safe.
/// </summary>
/// <param name="path">The file.</param>
internal sealed class KnownWords(string path)
{
    private readonly Lazy<(ulong[] Digests, int[] Ranks)> words = new(() => Read(path));

    /// <summary>How many words there are.</summary>
    public int Count => words.Value.Digests.Length;

    /// <summary>The place of a word among all, the commonest being 0; null where it is not known.</summary>
    /// <param name="word">The word in lower case.</param>
    public int? RankOf(ReadOnlySpan<char> word)
    {
        var (digests, ranks) = words.Value;
        var place = Array.BinarySearch(digests, Digest(word));
        return place >= 0 ? ranks[place] : null;
    }

    private static (ulong[] Digests, int[] Ranks) Read(string path)
    {
        string[] lines = [.. File.ReadLines(path, Encoding.UTF8).Where(line => line.Length > 0)];
        ulong[] digests = [.. lines.Select(line => Digest(line))];
        int[] ranks = [.. Enumerable.Range(0, lines.Length)];
        Array.Sort(digests, ranks);
        return (digests, ranks);
    }

    /// <summary>
    /// FNV-1a of 64 bits, mixed once more: among a million words two share a digest once in thirty million lists.
    /// </summary>
    private static ulong Digest(ReadOnlySpan<char> word)
    {
        var digest = 14695981039346656037UL;
        foreach (var letter in word)
        {
            digest = (digest ^ letter) * 1099511628211UL;
        }

        digest ^= digest >> 32;
        return digest * 0x9E3779B97F4A7C15UL;
    }
}
