using DavidBert.Training.Data;
using DavidBert.Training.Modeling;

namespace DavidBert.Training.Learning;

/// <summary>
/// Starts a list of answers from what the pretrained encoder sees already: each answer's row is the mean of the vectors
/// of its phrases, so that the first forward pass answers as the nearest class centroid does. Where there are few rows,
/// training then begins at that baseline instead of from chance.
/// </summary>
internal static class CentroidStart
{
    /// <summary>With more rows than this the start matters little and costs more.</summary>
    private const int MostRows = 5_000;

    private static readonly float[] Sharpness = [0.01f, 0.02f, 0.05f, 0.1f, 0.2f, 0.4f];

    /// <summary>Sets the head; does nothing where it has no list of answers, or many rows.</summary>
    /// <param name="model">A model with a pretrained encoder.</param>
    /// <param name="encoder">Reads the phrases.</param>
    /// <param name="rows">The rows to learn, all with an answer.</param>
    /// <param name="indexOf">The output index of every answer.</param>
    public static void Apply(
        WordModel model, PhraseEncoder encoder, IReadOnlyList<LabelledPhrase> rows,
        IReadOnlyDictionary<string, int> indexOf)
    {
        if (model.Head is not AnswerHead head || rows.Count > MostRows)
        {
            return;
        }

        head.StartAsIdentity();
        var vectors = ModelRanking.VectorsOf(
            model, encoder, [.. rows.Select(row => row.Phrase)],
            batch => head.Transformed(model.Encoder.Forward(batch.InputIds, batch.AttentionMask, batch.TokenTypeIds)));
        int[] labels = [.. rows.Select(row => indexOf[row.Word])];
        var centroids = Centroids.Of(vectors, labels);
        var sharpness = Sharpness.MinBy(factor => centroids.LeaveOneOutLoss(vectors, labels, factor));
        foreach (var (index, mean) in centroids.Means)
        {
            var half = mean.Sum(value => value * value) / 2;
            head.SetAnswer(index, [.. mean.Select(value => sharpness * value)], -sharpness * half);
        }
    }
}

/// <summary>The mean vector of each class.</summary>
/// <param name="Means">By class.</param>
/// <param name="Counts">How many vectors each class has.</param>
internal sealed record Centroids(IReadOnlyDictionary<int, float[]> Means, IReadOnlyDictionary<int, int> Counts)
{
    /// <summary>The means of vectors, of which there is at least one.</summary>
    public static Centroids Of(float[][] vectors, int[] labels)
    {
        var classes = labels.Index().GroupBy(label => label.Item, label => vectors[label.Index]).ToArray();
        return new Centroids(
            classes.ToDictionary(group => group.Key, group => Mean([.. group])),
            classes.ToDictionary(group => group.Key, group => group.Count()));
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
                var shift = mean.Key == labels[i] ? (double)count / (count - 1) : 1;
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

    private static float[] Mean(float[][] vectors) =>
        [.. Enumerable.Range(0, vectors[0].Length).Select(i => vectors.Average(vector => vector[i]))];

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
