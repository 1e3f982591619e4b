using DavidBert.Tokenization;
using DavidBert.Training.Data;
using DavidBert.Training.Export;
using DavidBert.Training.Learning;
using DavidBert.Training.Modeling;
using DavidBert.Training.Quantization;
using DavidBert.Training.Tests.Modeling;

namespace DavidBert.Training.Tests.Export;

/// <summary>The exported graphs against the model in TorchSharp that they are written from.</summary>
public sealed class TorchEqualityTests
{
    private const double Tolerance = 1e-4;
    private const int Slot = 7;

    private static readonly PhraseTokenizer Tokenizer = PhraseTokenizer.Load(Repository.Vocabulary);

    [Theory]
    [CombinatorialModels]
    public void Float_TinyCheckpoint_EqualsTorchSharp(Pooling pooling, HeadKind head)
    {
        using var model = TinyModel.Create(pooling, head, head == HeadKind.Tied ? [Slot] : []);
        AssertFloatEqual(model, phrases: 50);
    }

    [Theory]
    [InlineData(Pooling.FirstToken)]
    [InlineData(Pooling.Mean)]
    public void Float_BaseCheckpoint_EqualsTorchSharpOn200Phrases(Pooling pooling)
    {
        using var model = TinyModel.Create(pooling, HeadKind.Tied, [Slot], BaseCheckpoint.FolderOrSkip());
        OutputRowStart.FromTable(model, Tokenizer);
        AssertFloatEqual(model, phrases: 200);
    }

    [Fact]
    public void Quantized_BaseCheckpoint_AnswersAsTheSimulationDoes()
    {
        const int Phrases = 200;
        using var model = TinyModel.Create(Pooling.FirstToken, HeadKind.Tied, [Slot], BaseCheckpoint.FolderOrSkip());
        OutputRowStart.FromTable(model, Tokenizer);
        model.Quantization.Use(QuantizationMode.Observe);
        _ = Torch(model, Phrases);
        model.Quantization.Use(QuantizationMode.Simulate);
        var expected = Torch(model, Phrases);
        var actual = Onnx(WordGraph.Quantized(Weights(model), 128), Phrases);

        // A difference of 1e-7 before a rounding can become a whole step after it, so single logits may move a little.
        var differences = expected.Zip(actual, Answers.Distance).ToArray();
        var same = expected.Zip(actual, (e, a) => Answers.Best(e).Index == Answers.Best(a).Index).Count(equal => equal);
        Assert.True(
            differences.Average() < 0.05,
            $"The logits differ by {differences.Average()} in the mean of the greatest.");
        Assert.True(same >= Phrases * 0.98, $"{same} of {Phrases} answers are the same.");
    }

    private static void AssertFloatEqual(WordModel model, int phrases)
    {
        var expected = Torch(model, phrases);
        var actual = Onnx(WordGraph.Float(Weights(model), 64), phrases);
        foreach (var (e, a) in expected.Zip(actual))
        {
            Assert.InRange(Answers.Distance(e, a), 0, Tolerance);
        }
    }

    private static ModelWeights Weights(WordModel model) => new(
        model.Config, model.Pooling, model.HeadKind, ParameterExchange.Read(model), model.Quantization.Ranges);

    private static IReadOnlyList<string> Phrases(int count) =>
        [.. Lexicon.Read(Repository.Lexicon).Rows.Where((_, i) => i % 90 == 0).Take(count).Select(r => r.Phrase)];

    private static float[][] Torch(WordModel model, int count)
    {
        var phrases = Phrases(count);
        var logits = new float[phrases.Count][];
        ModelRanking.Visit(model, new PhraseEncoder(Tokenizer, 64), phrases, (rows, values) =>
        {
            foreach (var (row, place) in rows.Index().Select(r => (r.Item, r.Index)))
            {
                logits[row] = values[place].data<float>().ToArray();
            }
        });
        return logits;
    }

    private static float[][] Onnx(DavidBert.Training.Export.Onnx.ModelProto graph, int count)
    {
        using var session = new GraphSession(graph);
        return [.. Phrases(count).Select(p => session.Run([[.. Tokenizer.Encode(p).Select(i => (long)i)]])[0])];
    }
}
