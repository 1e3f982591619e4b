namespace DavidBert.Training.Measuring;

/// <summary>Chooses the score from which an answer counts as confident.</summary>
public static class ConfidenceThreshold
{
    /// <summary>The share of confident answers that is to be right.</summary>
    public const double Target = 0.95;

    /// <summary>
    /// How many standard errors of the share must fit between it and <see cref="Target"/>: as many as leave 5 % above them, so that
    /// 19 of 20 sets of rows like these keep what they promise.
    /// </summary>
    private const double StandardErrors = 1.645;

    private const int Decimals = 4;

    /// <summary>
    /// The least score at which the lower end of the Wilson interval (Wilson 1927) of the share right is
    /// still <see cref="Target"/>, halfway to the next row's score; null where there is none.
    /// </summary>
    public static double? Choose(IReadOnlyList<ScoredRow> rows)
    {
        ScoredRow[] surest = [.. rows.OrderByDescending(row => row.Score).ThenBy(row => row.IsRight)];
        var right = 0;
        double? chosen = null;
        for (var i = 0; i < surest.Length; i++)
        {
            right += surest[i].IsRight ? 1 : 0;
            var next = i + 1 < surest.Length ? surest[i + 1].Score : 0;
            if (surest[i].Score > next && LowerEnd(right, i + 1) >= Target)
            {
                chosen = (surest[i].Score + next) / 2;
            }
        }

        return chosen is { } score ? Math.Round(score, Decimals) : null;
    }

    /// <summary>The lower end of the Wilson interval of <paramref name="right"/> of <paramref name="count"/>.</summary>
    internal static double LowerEnd(int right, int count)
    {
        const double Squared = StandardErrors * StandardErrors;
        var share = (double)right / count;
        var spread = StandardErrors * Math.Sqrt((share * (1 - share) / count) + (Squared / (4.0 * count * count)));
        return (share + (Squared / (2.0 * count)) - spread) / (1 + (Squared / count));
    }
}
