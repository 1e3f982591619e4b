using DavidBert.Training.Learning;

namespace DavidBert.Training.Tests.Learning;

public sealed class AnswerRowsTests
{
    private static readonly int[] Labels = [2, 2, 2, 0, 0, 0];

    // The first number tells the classes apart; the second is large and tells nothing.
    private static readonly float[][] Vectors =
        [[0.3f, 1.4f], [0.3f, -1.4f], [0.2f, 1.3f], [-0.3f, 1.4f], [-0.3f, -1.4f], [-0.2f, -1.3f]];

    [Fact]
    public void Fit_WithoutPenalty_AnswersTheNearestMean()
    {
        var data = LabelledVectors.Of(Vectors, Labels);

        var (rows, means) = (AnswerRows.Fit(data, penalty: null), Centroids.Of(data));

        Assert.All(Vectors, vector => Assert.Equal(means.Nearest(vector), Best(rows.Logits(vector, 3))));
    }

    [Fact]
    public void Fit_WithPenalty_LeavesALessLossThanTheMeans()
    {
        var data = LabelledVectors.Of(Vectors, Labels);

        var (means, regressed) = (AnswerRows.Fit(data, penalty: null), AnswerRows.Fit(data, penalty: 1e-3));

        Assert.True(Loss(regressed) < Loss(means));
        Assert.Equal(Labels, Vectors.Select(vector => Best(regressed.Logits(vector, 3))));
    }

    [Fact]
    public void Fit_GreatPenalty_StaysAtTheMeans()
    {
        var data = LabelledVectors.Of(Vectors, Labels);

        var (means, regressed) = (AnswerRows.Fit(data, penalty: null), AnswerRows.Fit(data, penalty: 1e4));

        Assert.All(means.Rows, row => Assert.All(
            row.Value.Zip(regressed.Rows[row.Key]), pair => Assert.Equal(pair.First, pair.Second, 1e-3f)));
    }

    [Fact]
    public void Fit_VectorOfMoreWeight_PullsTheMean()
    {
        var light = AnswerRows.Fit(new LabelledVectors([[1, 0], [0, 1], [-1, -1]], [0, 0, 1], [1, 1, 1]), null);
        var heavy = AnswerRows.Fit(new LabelledVectors([[1, 0], [0, 1], [-1, -1]], [0, 0, 1], [3, 1, 1]), null);

        Assert.Equal(1, light.Rows[0][0] / light.Rows[0][1], 1e-5f);
        Assert.Equal(3, heavy.Rows[0][0] / heavy.Rows[0][1], 1e-5f);
    }

    private static double Loss(AnswerRows rows) => Vectors.Zip(Labels).Average(row =>
    {
        var logits = rows.Logits(row.First, 3);
        return Math.Log(logits.Sum(value => Math.Exp(value - logits[row.Second])));
    });

    private static int Best(float[] logits) => logits.Index().MaxBy(value => value.Item).Index;
}
