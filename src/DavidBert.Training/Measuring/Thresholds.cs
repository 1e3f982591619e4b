namespace DavidBert.Training.Measuring;

/// <summary>Chooses the score from which an answer counts as confident.</summary>
internal static class ConfidenceThreshold
{
    /// <summary>The share of confident answers that is to be right.</summary>
    public const double Target = 0.95;

    /// <summary>
    /// How many standard errors of the share must fit between it and <see cref="Target"/>: as many as leave 5 % above
    /// them, so that 19 of 20 sets of rows like these keep what they promise.
    /// </summary>
    private const double StandardErrors = 1.645;

    /// <summary>The share of lines that no word answers which may be confident all the same.</summary>
    private const double MostOfUnanswerable = 0.02;

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

    /// <summary>
    /// The threshold, raised until at most 2 % of the lines that no word answers are confident; null stays null.
    /// </summary>
    /// <param name="threshold">What the rows that have an answer ask for.</param>
    /// <param name="scores">The scores that the lines have, 0 where nothing fits them; there may be none.</param>
    public static double? Raise(double? threshold, IReadOnlyList<double> scores)
    {
        var firstBelow = (int)(scores.Count * MostOfUnanswerable);
        return threshold is { } least && scores.Count > 0
            ? Math.Max(least, Above(scores.OrderDescending().ElementAt(firstBelow)))
            : threshold;

        static double Above(double score) => Math.Round(score, Decimals) + Math.Pow(10, -Decimals);
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

/// <summary>Chooses from which share of the softmax on "nothing fits" is the answer.</summary>
internal static class NothingThreshold
{
    /// <summary>
    /// The share of answerable rows that may be sent away: half of what is aimed at, so that other rows keep to it too.
    /// </summary>
    private const double MostSentAway = 0.0025;

    private const int Decimals = 4;

    /// <summary>
    /// The share that <see cref="MostSentAway"/> of the rows reach, in the middle (the geometric mean) between the last
    /// of them and the next row; null where there are no rows.
    /// </summary>
    /// <param name="shares">The share of "nothing fits" in each row that has an answer.</param>
    public static double? Choose(IReadOnlyList<double> shares)
    {
        if (shares.Count == 0)
        {
            return null;
        }

        var sentAway = (int)(shares.Count * MostSentAway);
        double[] greatest = [1, .. shares.OrderDescending().Take(sentAway + 1)];
        return Math.Round(Math.Sqrt(greatest[^1] * greatest[^2]), Decimals);
    }
}
