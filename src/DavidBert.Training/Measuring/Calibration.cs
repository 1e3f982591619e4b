using DavidBert.Bundles;
using DavidBert.Training.Data;

namespace DavidBert.Training.Measuring;

/// <summary>What makes a bundle's scores mean something: both are chosen on rows that it was not trained on.</summary>
/// <param name="Scores">How its logits become scores.</param>
/// <param name="ConfidentAt">The score from which an answer is confident; null where no score is sure enough.</param>
internal sealed record Calibration(ScoreScale Scores, double? ConfidentAt)
{
    /// <summary>Scores as the training left them, none of them confident.</summary>
    public static Calibration None { get; } = new(ScoreScale.Softmax, null);

    /// <summary>
    /// Chooses by the bundle's own answers: first the scale of the scores, then by them the threshold.
    /// </summary>
    /// <param name="bundle">The folder of the bundle.</param>
    /// <param name="dev">Rows that it was not trained on, at least one with an answer.</param>
    /// <exception cref="ArgumentException">No row has an answer.</exception>
    public static Calibration Choose(string bundle, IReadOnlyList<LabelledPhrase> dev)
    {
        LabelledPhrase[] rows = [.. dev.Where(row => !row.IsUnanswerable)];
        if (rows.Length == 0)
        {
            throw new ArgumentException("No row to calibrate on has an answer.", nameof(dev));
        }

        var scores = ScoreScaleSearch.Find(
            temperature => AnswersAt(ScoreScale.Softmax with { Temperature = temperature }));
        return new Calibration(scores, ConfidenceThreshold.Choose(AnswersAt(scores)));

        IReadOnlyList<ScoredRow> AnswersAt(ScoreScale scale) =>
            ScoredRow.Of(rows, BundleAnswers.Of(bundle, rows, scale));
    }

    /// <summary>Writes them into the bundle's <c>model.json</c>.</summary>
    /// <exception cref="BundleException">There is no bundle, or <c>model.json</c> cannot be used.</exception>
    public void WriteTo(string bundle) => BundleWriter.Write(
        bundle, Bundle.ReadManifest(bundle) with
        {
            Temperature = Scores.Temperature,
            ScoreSlope = Scores.Slope,
            ScoreOffset = Scores.Offset,
            ConfidentAt = ConfidentAt,
        });
}

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

/// <summary>
/// The logistic regression of being right on the log odds of a score (Platt 1999, "Probabilistic outputs for support
/// vector machines"), fitted by Newton's method with halved steps (Lin, Lin and Weng 2007).
/// </summary>
/// <param name="Slope">What the log odds are multiplied by.</param>
/// <param name="Offset">What is added.</param>
/// <param name="Loss">The mean log loss that is left.</param>
internal readonly record struct PlattScaling(double Slope, double Offset, double Loss)
{
    private const double LeastSlope = 0.1;
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
            return (((bb * gradientA) - (ab * gradientB)) / determinant, ((aa * gradientB) - (ab * gradientA))
                / determinant);
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
