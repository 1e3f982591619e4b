using System.Numerics.Tensors;

namespace DavidBert.Training.Learning;

/// <summary>
/// The linear head of a list of answers, fitted to vectors that a frozen encoder gives: the mean of each answer's
/// vectors, by which the nearest mean wins, and from there, where that is asked for, the multinomial logistic
/// regression that is held near these means.
/// </summary>
/// <param name="Rows">A row of numbers for each answer, by its index.</param>
/// <param name="Biases">What is added, by the index of the answer.</param>
internal sealed record AnswerRows(IReadOnlyDictionary<int, float[]> Rows, IReadOnlyDictionary<int, float> Biases)
{
    private const int Steps = 150;
    private const float Never = -1e4f;

    private static readonly float[] Sharpness = [0.01f, 0.02f, 0.05f, 0.1f, 0.2f, 0.4f];

    /// <summary>Fits the rows.</summary>
    /// <param name="data">The vectors, at least one.</param>
    /// <param name="penalty">
    /// How firmly the regression is held near the means, above 0 (of half the squared distance, for vectors of length
    /// 1); null for the means as they are.
    /// </param>
    public static AnswerRows Fit(LabelledVectors data, double? penalty)
    {
        var centroids = Centroids.Of(data);
        var sharpness = Sharpness.MinBy(factor => centroids.LeaveOneOutLoss(data.Vectors, data.Labels, factor));
        var means = new AnswerRows(
            centroids.Means.ToDictionary(
                mean => mean.Key, mean => mean.Value.Select(value => sharpness * value).ToArray()),
            centroids.Means.ToDictionary(
                mean => mean.Key, mean => -sharpness * mean.Value.Sum(value => value * value) / 2));
        return penalty is { } firmness ? means.Regressed(data, firmness) : means;
    }

    /// <summary>The logits of a vector for so many answers; one without a row is never the best.</summary>
    public float[] Logits(float[] vector, int answers)
    {
        var logits = new float[answers];
        Array.Fill(logits, Never);
        foreach (var (index, row) in Rows)
        {
            logits[index] = TensorPrimitives.Dot(row, vector) + Biases[index];
        }

        return logits;
    }

    /// <summary>
    /// Descends the loss by Nesterov's method, whose step the curvature of the softmax bounds: vectors are scaled to a
    /// length of about 1.
    /// </summary>
    private AnswerRows Regressed(LabelledVectors data, double penalty)
    {
        int[] answers = [.. Rows.Keys.Order()];
        var length = MathF.Sqrt(data.Vectors[0].Length);
        float[][] vectors = [.. data.Vectors.Select(vector => Scaled(vector, 1 / length))];
        // The bias is one more number of a row, and stands behind it.
        float[][] start = [.. answers.Select(answer => (float[])[.. Scaled(Rows[answer], length), Biases[answer]])];
        float[][] at = [.. start.Select(row => row.ToArray())];
        float[][] ahead = [.. start.Select(row => row.ToArray())];
        var (rate, momentum) = ((float)(1 / (1 + penalty)), 1.0);
        for (var step = 0; step < Steps; step++)
        {
            var gradient = Gradient(data, vectors, answers, ahead);
            var following = (1 + Math.Sqrt(1 + (4 * momentum * momentum))) / 2;
            var onward = (float)((momentum - 1) / following);
            for (var answer = 0; answer < answers.Length; answer++)
            {
                for (var i = 0; i < at[answer].Length; i++)
                {
                    var isBias = i == at[answer].Length - 1;
                    var pull = isBias ? 0 : (float)penalty * (ahead[answer][i] - start[answer][i]);
                    var next = ahead[answer][i] - (rate * (gradient[answer][i] + pull));
                    ahead[answer][i] = next + (onward * (next - at[answer][i]));
                    at[answer][i] = next;
                }
            }

            momentum = following;
        }

        return new AnswerRows(
            answers.Index().ToDictionary(answer => answer.Item, answer => Scaled(at[answer.Index][..^1], 1 / length)),
            answers.Index().ToDictionary(answer => answer.Item, answer => at[answer.Index][^1]));
    }

    /// <summary>The gradient of the mean cross-entropy by each row, its bias last.</summary>
    private static float[][] Gradient(LabelledVectors data, float[][] vectors, int[] answers, float[][] rows)
    {
        float[][] gradient = [.. rows.Select(row => new float[row.Length])];
        var shares = new float[answers.Length];
        var total = data.Weights.Sum();
        foreach (var (place, vector) in vectors.Index())
        {
            for (var answer = 0; answer < answers.Length; answer++)
            {
                shares[answer] = TensorPrimitives.Dot(rows[answer].AsSpan(..^1), vector) + rows[answer][^1];
            }

            TensorPrimitives.SoftMax(shares, shares);
            for (var answer = 0; answer < answers.Length; answer++)
            {
                var error = (shares[answer] - (answers[answer] == data.Labels[place] ? 1 : 0))
                    * (float)(data.Weights[place] / total);
                var own = gradient[answer].AsSpan(..^1);
                TensorPrimitives.MultiplyAdd(vector, error, own, own);
                gradient[answer][^1] += error;
            }
        }

        return gradient;
    }

    private static float[] Scaled(float[] values, float factor)
    {
        var scaled = new float[values.Length];
        TensorPrimitives.Multiply(values, factor, scaled);
        return scaled;
    }
}

/// <summary>Vectors that a linear head is fitted to.</summary>
/// <param name="Vectors">The vectors, all of one length.</param>
/// <param name="Labels">The index of each one's answer.</param>
/// <param name="Weights">How often each counts, above 0.</param>
internal sealed record LabelledVectors(float[][] Vectors, int[] Labels, double[] Weights)
{
    /// <summary>Vectors of which each counts once.</summary>
    public static LabelledVectors Of(float[][] vectors, int[] labels) =>
        new(vectors, labels, [.. Enumerable.Repeat(1.0, labels.Length)]);

    /// <summary>Those for which <paramref name="isIn"/> holds of their place.</summary>
    public LabelledVectors Where(Func<int, bool> isIn)
    {
        int[] places = [.. Enumerable.Range(0, Labels.Length).Where(isIn)];
        return new LabelledVectors(
            [.. places.Select(place => Vectors[place])], [.. places.Select(place => Labels[place])],
            [.. places.Select(place => Weights[place])]);
    }
}
