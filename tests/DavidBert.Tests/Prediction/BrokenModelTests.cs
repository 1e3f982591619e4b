using System.Text;
using DavidBert.Bundles;
using DavidBert.Testing;

namespace DavidBert.Tests.Prediction;

public sealed class BrokenModelTests
{
    private static readonly PredictorOptions OneThread = new() { Threads = 1 };

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Predict_LogitThatIsNoNumber_NamesTheModel(float value)
    {
        using var bundle = new TestBundle(
            table => table[TestBundle.IndexOf("fishy"), TestBundle.IndexOf("size")] = value);
        using var predictor = Predictor.Load(bundle.Folder, OneThread);

        var e = Assert.Throws<BundleException>(() => predictor.Predict("fishy"));
        Assert.Contains("model.onnx", e.Message, StringComparison.Ordinal);
        Assert.Equal("size", predictor.Predict("large").Word);
    }

    [Fact]
    public void Load_GraphOfAnotherVocabulary_NamesBothSizes()
    {
        using var bundle = new TestBundle();
        Replace(bundle, BagOfPiecesGraph.Write(new float[5, 5]));

        var e = Assert.Throws<BundleException>(() => Predictor.Load(bundle.Folder, OneThread));
        Assert.Contains("model.onnx", e.Message, StringComparison.Ordinal);
        Assert.Contains(" 5 logits", e.Message, StringComparison.Ordinal);
        Assert.Contains($"{TestBundle.Words.Count}", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_GraphWithAnotherInput_NamesIt()
    {
        using var bundle = new TestBundle();
        var renamed = Encoding.Latin1.GetString(File.ReadAllBytes(bundle.PathOf(Bundle.ModelFile)))
            .Replace("input_ids", "other_ids", StringComparison.Ordinal);
        Replace(bundle, Encoding.Latin1.GetBytes(renamed));

        var e = Assert.Throws<BundleException>(() => Predictor.Load(bundle.Folder, OneThread));
        Assert.Contains("other_ids", e.Message, StringComparison.Ordinal);
        Assert.Contains("input_ids", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("this is no graph")]
    public void Load_FileThatIsNoGraph_NamesIt(string content)
    {
        using var bundle = new TestBundle();
        Replace(bundle, Encoding.UTF8.GetBytes(content));

        var e = Assert.Throws<BundleException>(() => Predictor.Load(bundle.Folder, OneThread));
        Assert.Contains("model.onnx", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_WordsWithoutOneToAnswer_NamesTheFile()
    {
        using var bundle = new TestBundle();
        File.WriteAllLines(bundle.PathOf(Bundle.WordsFile), TestBundle.Words.Select(_ => "[PAD]"));
        BundleWriter.Write(bundle.Folder, TestBundle.Manifest);

        var e = Assert.Throws<BundleException>(() => Predictor.Load(bundle.Folder, OneThread));
        Assert.Contains("words.txt", e.Message, StringComparison.Ordinal);
    }

    private static void Replace(TestBundle bundle, byte[] model)
    {
        File.WriteAllBytes(bundle.PathOf(Bundle.ModelFile), model);
        BundleWriter.Write(bundle.Folder, TestBundle.Manifest);
    }
}
