using DavidBert.Bundles;

namespace DavidBert.Training.Measuring;

/// <summary>
/// The logistic regression of being right on the log odds of a score (Platt 1999, "Probabilistic outputs for support
/// vector machines"), fitted by Newton's method with halved steps (Lin, Lin and Weng 2007).
/// </summary>
/// <param name="Slope">What the log odds are multiplied by.</param>
/// <param name="Offset">What is added.</param>
/// <param name="Loss">The mean log loss that is left.</param>
internal readonly record struct PlattScaling(double Slope, double Offset, double Loss)
{
    /// <summary>The limits of the slope: at the lower one scores hardly tell right from wrong.</summary>
    public const double LeastSlope = 0.1;
    private const double MostSlope = 10;
    private const double Ridge = 1e-9;
    private const double Converged = 1e-10;
    private const int MostSteps = 100;

    /// <summary>
    /// A score is never taken for surer than this, so that one wrong answer cannot outweigh all others.
    /// </summary>
    private const double Surest = 1 - 1e-6;

    /// <summary>
    /// Fits both; the targets are Platt's, a little within 0 and 1, so that rows all right or all wrong have a fit too.
    /// </summary>
    /// <param name="rows">Answers with their shares of the softmax, at least one.</param>
    public static PlattScaling Fit(IReadOnlyList<ScoredRow> rows)
    {
        double[] odds = [.. rows.Select(row => LogOdds(row.Score))];
        var right = rows.Count(row => row.IsRight);
        var (high, low) = ((right + 1.0) / (right + 2), 1.0 / (rows.Count - right + 2));
        double[] targets = [.. rows.Select(row => row.IsRight ? high : low)];
        var (slope, offset) = (1.0, 0.0);
        var loss = LossOf(slope, offset);
        for (var step = 0; step < MostSteps; step++)
        {
            var (bySlope, byOffset) = Step(slope, offset);
            var (size, next) = (1.0, LossOf(slope - bySlope, offset - byOffset));
            while (next > loss && size > Converged)
            {
                size /= 2;
                next = LossOf(slope - (size * bySlope), offset - (size * byOffset));
            }

            if (loss - next < Converged)
            {
                break;
            }

            (slope, offset, loss) = (slope - (size * bySlope), offset - (size * byOffset), next);
        }

        var limited = Math.Clamp(slope, LeastSlope, MostSlope);
        return new PlattScaling(limited, offset, LossOf(limited, offset));

        double LossOf(double a, double b)
        {
            var sum = 0.0;
            for (var i = 0; i < odds.Length; i++)
            {
                var value = (a * odds[i]) + b;
                sum += Math.Max(value, 0) - (targets[i] * value) + Math.Log(1 + Math.Exp(-Math.Abs(value)));
            }

            return sum / odds.Length;
        }

        (double BySlope, double ByOffset) Step(double a, double b)
        {
            var (gradientA, gradientB, aa, ab, bb) = (0.0, 0.0, Ridge, 0.0, Ridge);
            for (var i = 0; i < odds.Length; i++)
            {
                var p = 1 / (1 + Math.Exp(-((a * odds[i]) + b)));
                var (error, weight) = (p - targets[i], p * (1 - p));
                gradientA += error * odds[i];
                gradientB += error;
                aa += weight * odds[i] * odds[i];
                ab += weight * odds[i];
                bb += weight;
            }

            var determinant = (aa * bb) - (ab * ab);
            return (
                ((bb * gradientA) - (ab * gradientB)) / determinant,
                ((aa * gradientB) - (ab * gradientA)) / determinant);
        }
    }

    private static double LogOdds(double share)
    {
        var limited = Math.Clamp(share, 1 - Surest, Surest);
        return Math.Log(limited / (1 - limited));
    }
}

/// <summary>Finds the scale at which scores are the best forecasts of being right.</summary>
internal static class ScoreScaleSearch
{
    private const double Least = 0.25;
    private const double Most = 4;
    private const double Precision = 0.005;
    private const int Decimals = 3;

    private static readonly double GoldenRatio = (Math.Sqrt(5) - 1) / 2;

    /// <summary>
    /// The temperature between 0.25 and 4, found by golden sections of its logarithm, at which
    /// <see cref="PlattScaling"/> leaves the least log loss, with its slope and offset.
    /// </summary>
    /// <param name="answersAt">The answers to the development rows at a temperature, their scores the softmax.</param>
    /// <param name="precision">How near the temperature's logarithm is found.</param>
    public static ScoreScale Find(
        Func<double, IReadOnlyList<ScoredRow>> answersAt, double precision = Precision)
    {
        var (low, high) = (Math.Log(Least), Math.Log(Most));
        var (left, right) = (high - (GoldenRatio * (high - low)), low + (GoldenRatio * (high - low)));
        var (leftLoss, rightLoss) = (LossAt(left), LossAt(right));
        while (high - low > precision)
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
