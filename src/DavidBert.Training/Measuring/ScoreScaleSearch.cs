using DavidBert.Bundles;

namespace DavidBert.Training.Measuring;

/// <summary>Finds the scale at which scores are the best forecasts of being right.</summary>
internal static class ScoreScaleSearch
{
    private const double Least = 0.25;
    private const double Most = 4;
    private const double Precision = 0.005;
    private const int Decimals = 3;

    private static readonly double GoldenRatio = (Math.Sqrt(5) - 1) / 2;

    /// <summary>
    /// The temperature between 0.25 and 4, found by golden sections of its logarithm, at which <see cref="PlattScaling"/> leaves the
    /// least log loss, with its slope and offset.
    /// </summary>
    /// <param name="answersAt">The answers to the development rows at a temperature, their scores the softmax.</param>
    public static ScoreScale Find(Func<double, IReadOnlyList<ScoredRow>> answersAt)
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

        var temperature = Math.Round(Math.Exp((low + high) / 2), Decimals);
        var scaling = PlattScaling.Fit(answersAt(temperature));
        return new ScoreScale(temperature, Math.Round(scaling.Slope, Decimals), Math.Round(scaling.Offset, Decimals));

        double LossAt(double logarithm) => PlattScaling.Fit(answersAt(Math.Exp(logarithm))).Loss;
    }
}
