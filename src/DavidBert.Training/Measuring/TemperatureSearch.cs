namespace DavidBert.Training.Measuring;

/// <summary>Finds the temperature at which scores are the best forecasts of being right.</summary>
public static class TemperatureSearch
{
    private const double Least = 0.25;
    private const double Most = 4;
    private const double Precision = 0.005;
    private const int Decimals = 3;

    /// <summary>A score is never taken for surer than this, so that one wrong answer cannot outweigh all others.</summary>
    private const double Surest = 1 - 1e-6;

    private static readonly double GoldenRatio = (Math.Sqrt(5) - 1) / 2;

    /// <summary>
    /// The temperature between 0.25 and 4 with the least log loss, found by golden sections of its logarithm.
    /// </summary>
    /// <param name="answersAt">The answers to the development rows at a temperature.</param>
    public static double Find(Func<double, IReadOnlyList<ScoredRow>> answersAt)
    {
        var (low, high) = (Math.Log(Least), Math.Log(Most));
        var (left, right) = (high - (GoldenRatio * (high - low)), low + (GoldenRatio * (high - low)));
        var (leftLoss, rightLoss) = (LossAt(left), LossAt(right));
        while (high - low > Precision)
        {
            if (leftLoss <= rightLoss)
            {
                (high, right, rightLoss) = (right, left, leftLoss);
                left = high - (GoldenRatio * (high - low));
                leftLoss = LossAt(left);
            }
            else
            {
                (low, left, leftLoss) = (left, right, rightLoss);
                right = low + (GoldenRatio * (high - low));
                rightLoss = LossAt(right);
            }
        }

        return Math.Round(Math.Exp((low + high) / 2), Decimals);

        double LossAt(double logarithm) => LogLoss(answersAt(Math.Exp(logarithm)));
    }

    /// <summary>The mean of -ln(score) of the right answers and -ln(1 - score) of the wrong ones.</summary>
    internal static double LogLoss(IReadOnlyList<ScoredRow> rows) => rows.Average(row =>
    {
        var score = Math.Clamp(row.Score, 1 - Surest, Surest);
        return -Math.Log(row.IsRight ? score : 1 - score);
    });
}
