using DavidBert.Training.Learning;

namespace DavidBert.Training.Tests.Learning;

public sealed class CentroidsTests
{
    private static readonly float[][] Vectors = [[0, 0], [0, 2], [4, 0], [4, 2], [9, 9]];
    private static readonly int[] Labels = [7, 7, 3, 3, 5];

    [Fact]
    public void Of_VectorsWithLabels_AreTheMeansOfEachClass()
    {
        var centroids = Centroids.Of(LabelledVectors.Of(Vectors, Labels));

        Assert.Equal([0, 1], centroids.Means[7]);
        Assert.Equal([4, 1], centroids.Means[3]);
        Assert.Equal(7, centroids.Nearest([1.9f, 1]));
        Assert.Equal(3, centroids.Nearest([2.1f, 1]));
    }

    [Fact]
    public void LeaveOneOutLoss_OfTwoClasses_IsThatOfMeansWithoutTheVector()
    {
        var centroids = Centroids.Of(LabelledVectors.Of(Vectors[..4], Labels[..4]));

        // [0, 0] is 2 from [0, 2], which is what is left of its class, and √17 from the other mean.
        var expected = Math.Log(1 + Math.Exp((-0.5 * 17 / 2) + (0.5 * 4 / 2)));

        Assert.Equal(expected, centroids.LeaveOneOutLoss(Vectors[..4], Labels[..4], 0.5f), 1e-6);
    }

    [Fact]
    public void LeaveOneOutLoss_VectorAloneInItsClass_IsPassedOver() =>
        Assert.Equal(0, Centroids.Of(LabelledVectors.Of([[1, 1]], [2])).LeaveOneOutLoss([[1, 1]], [2], 1));
}
