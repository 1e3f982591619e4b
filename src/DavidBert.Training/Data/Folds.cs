using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace DavidBert.Training.Data;

/// <summary>Divides rows into folds of about equal size; rows that are alike stay together.</summary>
internal static class Folds
{
    /// <summary>
    /// The fold of each row, 0 to below <paramref name="count"/>. Rows of one group, or without one of the same phrase,
    /// are in one fold. The choice depends on the seed and on what the rows say, not on their order.
    /// </summary>
    public static int[] Of(IReadOnlyList<LabelledPhrase> rows, int count, int seed)
    {
        var sizes = new int[count];
        var foldOf = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (group, size) in InDrawnOrder(rows, seed))
        {
            var smallest = Array.IndexOf(sizes, sizes.Min());
            foldOf[group] = smallest;
            sizes[smallest] += size;
        }

        return [.. rows.Select(row => foldOf[row.GroupOrPhrase])];
    }

    /// <summary>The groups of the rows with their sizes, in an order drawn by the seed.</summary>
    public static IReadOnlyList<KeyValuePair<string, int>> InDrawnOrder(IEnumerable<LabelledPhrase> rows, int seed) =>
    [
        .. rows.CountBy(row => row.GroupOrPhrase, StringComparer.Ordinal)
            .OrderBy(group => Draw(group.Key, seed))
            .ThenBy(group => group.Key, StringComparer.Ordinal),
    ];

    private static ulong Draw(string group, int seed) =>
        BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}\n{group}")));
}
