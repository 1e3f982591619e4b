using DavidBert.Training.Checkpoints;
using DavidBert.Training.Export;
using DavidBert.Training.Modeling;
using DavidBert.Training.Tests.Modeling;
using Microsoft.ML.OnnxRuntime;

namespace DavidBert.Training.Tests.Export;

public sealed class FloatGraphTests
{
    private const double Tolerance = 1e-4;

    [Theory]
    [CombinatorialModels]
    public void Logits_RandomWeights_EqualTheReference(Pooling pooling, HeadKind head)
    {
        var weights = RandomModel.Create(RandomModel.Tiny, pooling, head);
        var sequences = RandomModel.Sequences(weights.Config, 24, longest: 30, seed: 2);
        var reference = ReferenceModel.Float(weights);
        using var session = new GraphSession(WordGraph.Float(weights, maxLength: 40));
        var rows = session.Run(sequences, padding: 3);
        for (var i = 0; i < sequences.Length; i++)
        {
            Assert.InRange(Answers.Distance(reference.Logits(sequences[i]), rows[i]), 0, Tolerance);
        }
    }

    [Theory]
    [CombinatorialModels]
    public void Logits_TwoSegments_EqualTheReference(Pooling pooling, HeadKind head)
    {
        var weights = RandomModel.Create(RandomModel.Tiny, pooling, head) with { ReadsPairs = true };
        var sequences = RandomModel.Sequences(weights.Config, 24, longest: 30, seed: 2);
        var reference = ReferenceModel.Float(weights);
        using var session = new GraphSession(WordGraph.Float(weights, maxLength: 40));
        var rows = session.Run(sequences, padding: 3, secondAt: Half);
        var alike = session.Run(sequences, padding: 3);
        for (var i = 0; i < sequences.Length; i++)
        {
            Assert.InRange(Answers.Distance(reference.Logits(sequences[i], Half(sequences[i])), rows[i]), 0, Tolerance);
            Assert.InRange(Answers.Distance(reference.Logits(sequences[i]), alike[i]), 0, Tolerance);
            Assert.True(Answers.Distance(rows[i], alike[i]) > Tolerance, "The segments change nothing.");
        }

        static int Half(long[] sequence) => sequence.Length / 2;
    }

    [Theory]
    [CombinatorialModels]
    public void Logits_EveryOptimizationLevel_AreTheSame(Pooling pooling, HeadKind head)
    {
        var weights = RandomModel.Create(RandomModel.Tiny, pooling, head);
        var sequences = RandomModel.Sequences(weights.Config, 8, longest: 30, seed: 3);
        var model = WordGraph.Float(weights, maxLength: 40);
        using var plain = new GraphSession(model, GraphOptimizationLevel.ORT_DISABLE_ALL);
        var expected = plain.Run(sequences);
        foreach (var level in Enum.GetValues<GraphOptimizationLevel>())
        {
            using var session = new GraphSession(model, level);
            Assert.All(
                session.Run(sequences).Zip(expected), p => Assert.InRange(
                    Answers.Distance(p.First, p.Second),
                    0,
                    Tolerance));
        }
    }

    [Theory]
    [InlineData(Pooling.Pooler)]
    [InlineData(Pooling.FirstToken)]
    [InlineData(Pooling.Mean)]
    public void Pooled_GoldenPhrases_EqualsTheReference(Pooling pooling)
    {
        using var checkpoint = Checkpoint.Open(BaseCheckpoint.FolderOrSkip());
        var shapes = ModelShapes.Of(checkpoint.Config, pooling, HeadKind.Linear);
        var tensors = new Dictionary<string, FloatTensor>(checkpoint.Load(shapes, out _), StringComparer.Ordinal)
        {
            ["classifier.weight"] = new([1, checkpoint.Config.HiddenSize], new float[checkpoint.Config.HiddenSize]),
            ["classifier.bias"] = new([1], [0]),
        };
        var weights = new ModelWeights(
            checkpoint.Config with { VocabSize = 1 },
            pooling,
            HeadKind.Linear,
            tensors,
            Ranges: null);
        using var session = new GraphSession(WordGraph.Float(weights, maxLength: 128, withPooled: true));
        foreach (var golden in GoldenEncoding.Read())
        {
            var pooled = session.Run([golden.InputIds], output: "pooled")[0];
            Assert.InRange(Answers.Distance(golden.Pooled(pooling), pooled), 0, Tolerance);
        }
    }

    [Fact]
    public void Float_MissingParameter_NamesIt()
    {
        var weights = RandomModel.Create(RandomModel.Tiny, Pooling.Mean, HeadKind.Linear);
        var tensors = new Dictionary<string, FloatTensor>(weights.Tensors, StringComparer.Ordinal);
        tensors.Remove("classifier.bias");
        var error = Assert.Throws<InvalidDataException>(() => WordGraph.Float(weights with { Tensors = tensors }, 40));
        Assert.Contains("classifier.bias", error.Message, StringComparison.Ordinal);
    }
}
