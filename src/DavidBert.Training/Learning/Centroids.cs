namespace DavidBert.Training.Learning;

/// <summary>The mean vector of each class.</summary>
/// <param name="Means">By class.</param>
/// <param name="Counts">How many vectors each class has, by their weights.</param>
internal sealed record Centroids(IReadOnlyDictionary<int, float[]> Means, IReadOnlyDictionary<int, double> Counts)
{
    /// <summary>The means of vectors, of which there is at least one.</summary>
    public static Centroids Of(LabelledVectors data)
    {
        var classes = data.Labels.Index()
            .GroupBy(label => label.Item, label => (data.Vectors[label.Index], data.Weights[label.Index])).ToArray();
        return new Centroids(
            classes.ToDictionary(group => group.Key, group => Mean([.. group])),
            classes.ToDictionary(group => group.Key, group => group.Sum(vector => vector.Item2)));
    }

    /// <summary>The class whose mean is nearest.</summary>
    public int Nearest(float[] vector) => Means.MinBy(mean => SquaredDistance(mean.Value, vector)).Key;

    /// <summary>
    /// The mean cross-entropy of the softmax over −factor · squared distance / 2, where each vector is left out of the
    /// mean of its own class; vectors that are alone in theirs are passed over.
    /// </summary>
    public double LeaveOneOutLoss(float[][] vectors, int[] labels, float factor)
    {
        var (sum, counted) = (0.0, 0);
        for (var i = 0; i < vectors.Length; i++)
        {
            var count = Counts[labels[i]];
            if (count < 2)
            {
                continue;
            }

            double own = 0;
            var scores = Means.Select(mean =>
            {
                // Without its own vector a mean is further away by n / (n − 1).
                var shift = mean.Key == labels[i] ? count / (count - 1) : 1;
                var score = -factor * shift * shift * SquaredDistance(mean.Value, vectors[i]) / 2;
                own = mean.Key == labels[i] ? score : own;
                return score;
            }).ToArray();
            var most = scores.Max();
            sum += most + Math.Log(scores.Sum(score => Math.Exp(score - most))) - own;
            counted++;
        }

        return counted == 0 ? 0 : sum / counted;
    }

    private static float[] Mean((float[] Vector, double Weight)[] vectors)
    {
        var total = vectors.Sum(vector => vector.Weight);
        return
        [
            .. Enumerable.Range(0, vectors[0].Vector.Length)
                .Select(i => (float)(vectors.Sum(vector => vector.Vector[i] * vector.Weight) / total)),
        ];
    }

    private static double SquaredDistance(float[] one, float[] other)
    {
        double sum = 0;
        for (var i = 0; i < one.Length; i++)
        {
            double difference = one[i] - other[i];
            sum += difference * difference;
        }

        return sum;
    }
}
