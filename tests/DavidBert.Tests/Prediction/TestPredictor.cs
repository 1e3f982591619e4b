using DavidBert.Testing;

namespace DavidBert.Tests.Prediction;

/// <summary>A predictor of a bundle that knows nothing, shared by the tests of a class.</summary>
public sealed class TestPredictor : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public TestPredictor()
    {
        TestBundle.Create(folder.Path);
        Predictor = Predictor.Load(folder.Path, new PredictorOptions { Threads = 1 });
    }

    public Predictor Predictor { get; }

    /// <summary>Asserts that two answers say the same, scores to 1e-6.</summary>
    public static void AssertSame(Answer expected, Answer found)
    {
        Assert.Equal(
            (expected.Text, expected.Word, expected.Truncated, expected.Error),
            (found.Text, found.Word, found.Truncated, found.Error));
        Assert.Equal(expected.TopK?.Select(word => word.Word), found.TopK?.Select(word => word.Word));
        foreach (var (one, other) in (expected.TopK ?? []).Zip(found.TopK ?? []))
        {
            Assert.Equal(one.Score, other.Score, 1e-6f);
        }
    }

    public void Dispose()
    {
        Predictor.Dispose();
        folder.Dispose();
    }
}
