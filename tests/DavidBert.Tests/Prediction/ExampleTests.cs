using DavidBert.Bundles;
using DavidBert.Tests.Tokenization;

namespace DavidBert.Tests.Prediction;

/// <summary>What the default bundle is known for.</summary>
public sealed class ExampleTests
{
    private static readonly string Folder = Path.GetDirectoryName(TestFiles.Vocabulary)!;

    [Fact]
    public void Predict_TheFourExamples_AreRight()
    {
        Assert.SkipUnless(
            File.Exists(Path.Combine(Folder, ModelManifest.FileName)), $"'{Folder}' has no {ModelManifest.FileName}.");
        using var predictor = Predictor.Load(Folder);

        var answers = predictor.PredictBatch(["fishy", "valuable", "large", "very chonky"]);

        Assert.Equal(["smell", "value", "size", "size"], answers.Select(answer => answer.Word));
    }
}
