namespace DavidBert.Labelling;

/// <summary>Finds the name that was meant by one that is not known.</summary>
internal static class NearestName
{
    private const int LeastPrefix = 3;

    /// <summary>
    /// The known name that is nearest, whatever its case, where so few letters differ that it is likely to be meant, or
    /// where it is the only one that begins so; else null.
    /// </summary>
    public static string? Of(string name, IEnumerable<string> known)
    {
        string[] names = [.. known];
        var nearest = names.MinBy(other => Distance(name, other));
        if (nearest is not null && Distance(name, nearest) <= Math.Max(1, Math.Min(name.Length, nearest.Length) / 4))
        {
            return nearest;
        }

        return name.TrimStart('-').Length >= LeastPrefix
            && Array.FindAll(names, other => other.StartsWith(name, StringComparison.OrdinalIgnoreCase)) is [var only]
                ? only
                : null;
    }

    /// <summary>
    /// The letters to insert, remove, replace, or exchange with the next one (optimal string alignment).
    /// </summary>
    private static int Distance(string one, string other)
    {
        var (a, b) = (one.ToUpperInvariant(), other.ToUpperInvariant());
        var distances = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                distances[i, j] = i == 0 || j == 0 ? i + j : Math.Min(
                    distances[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1),
                    1 + Math.Min(distances[i - 1, j], distances[i, j - 1]));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    distances[i, j] = Math.Min(distances[i, j], distances[i - 2, j - 2] + 1);
                }
            }
        }

        return distances[a.Length, b.Length];
    }
}
