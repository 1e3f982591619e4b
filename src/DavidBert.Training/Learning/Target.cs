using DavidBert.Training.Data;

namespace DavidBert.Training.Learning;

/// <summary>What a phrase is to be answered with: a few output indexes and their shares, which sum to 1.</summary>
/// <param name="Indexes">Output indexes; none for a line that no word answers.</param>
/// <param name="Shares">The share of each.</param>
internal sealed record Target(int[] Indexes, float[] Shares)
{
    /// <summary>The target of a line that no word answers.</summary>
    public static Target None { get; } = new([], []);

    /// <summary>The index named first, which is the best answer; null where there is none.</summary>
    public int? Best => Indexes.Length == 0 ? null : Indexes[0];

    /// <summary>
    /// The word of <paramref name="row"/> with <paramref name="wordShare"/> (all where there is nothing else), and its further
    /// words, which share the rest.
    /// </summary>
    public static Target Of(LabelledPhrase row, IReadOnlyDictionary<string, int> indexOf, double wordShare)
    {
        if (row.Also.Count == 0)
        {
            return new Target([indexOf[row.Word]], [1]);
        }

        var share = (float)((1 - wordShare) / row.Also.Count);
        return new Target(
            [indexOf[row.Word], .. row.Also.Select(word => indexOf[word])],
            [(float)wordShare, .. Enumerable.Repeat(share, row.Also.Count)]);
    }

    /// <summary>This target with 1 − <paramref name="share"/>, and <paramref name="other"/> with <paramref name="share"/>.</summary>
    public Target MixedWith(Target other, double share) => new(
        [.. Indexes, .. other.Indexes],
        [.. Shares.Select(s => (float)(s * (1 - share))), .. other.Shares.Select(s => (float)(s * share))]);
}
