using System.Numerics;
using System.Text;

namespace DavidBert.Spelling;

/// <summary>
/// The words that are read as they stand, with their ranks: lines of UTF-8, the commonest first. The file is read when
/// a word is first asked for, into a table of 8 bytes a place, so that a hundred thousand words take two megabytes.
/// Thread-safe.
/// </summary>
/// <param name="path">The file.</param>
internal sealed class KnownWords(string path)
{
    private const int MostCharacters = 64;

    /// <summary>The rank is in the lower bits of an entry, the digest of its word in those above.</summary>
    private const int RankBits = 24;

    private const ulong MostRank = (1UL << RankBits) - 1;
    private const ulong FirstDigest = 14695981039346656037UL;

    private readonly Lazy<ulong[]> table = new(() => TableOf(File.ReadAllBytes(path)));

    /// <summary>The place of a word among all, the commonest being 0; null where it is not known.</summary>
    /// <param name="word">The word in lower case.</param>
    public int? RankOf(ReadOnlySpan<char> word)
    {
        if (word.Length is 0 or > MostCharacters)
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[MostCharacters * 3];
        var digest = DigestOf(bytes[..Encoding.UTF8.GetBytes(word, bytes)]);
        var entry = table.Value[PlaceOf(table.Value, digest)];
        return entry == 0 ? null : (int)(entry & MostRank) - 1;
    }

    /// <summary>A third of the places at least stays free, so that a search soon ends at one.</summary>
    private static ulong[] TableOf(ReadOnlySpan<byte> text)
    {
        var most = text.Count((byte)'\n') + 1;
        var made = new ulong[BitOperations.RoundUpToPowerOf2((uint)(most + (most / 2) + 1))];
        var rank = 0UL;
        while (text.Length > 0)
        {
            var end = text.IndexOf((byte)'\n');
            var line = (end < 0 ? text : text[..end]).TrimEnd((byte)'\r');
            text = end < 0 ? [] : text[(end + 1)..];
            if (line.Length == 0)
            {
                continue;
            }

            rank = Math.Min(rank + 1, MostRank); // from 1 on, so that no entry is 0
            var digest = DigestOf(line);
            ref var place = ref made[PlaceOf(made, digest)];
            if (place == 0)
            {
                place = (digest >> RankBits << RankBits) | rank;
            }
        }

        return made;
    }

    /// <summary>Where the word of the digest is, or the free place where it would be.</summary>
    private static int PlaceOf(ulong[] table, ulong digest)
    {
        var place = (int)digest & (table.Length - 1);
        while (table[place] != 0 && (table[place] ^ digest) >> RankBits != 0)
        {
            place = (place + 1) & (table.Length - 1);
        }

        return place;
    }

    /// <summary>
    /// FNV-1a of 64 bits, mixed once more. A word that is not listed is taken for a listed one once in 10¹².
    /// </summary>
    private static ulong DigestOf(ReadOnlySpan<byte> word)
    {
        var digest = FirstDigest;
        foreach (var unit in word)
        {
            digest = (digest ^ unit) * 1099511628211UL;
        }

        digest *= 0x9E3779B97F4A7C15UL;
        return digest ^ (digest >> 32);
    }
}
