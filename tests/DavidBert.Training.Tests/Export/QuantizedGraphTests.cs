using DavidBert.Training.Export;
using DavidBert.Training.Modeling;
using Microsoft.ML.OnnxRuntime;

namespace DavidBert.Training.Tests.Export;

public sealed class QuantizedGraphTests
{
    [Theory]
    [CombinatorialModels]
    public void Logits_RandomWeights_EqualTheSimulatedScheme(Pooling pooling, HeadKind head)
    {
        var weights = RandomModel.Calibrated(RandomModel.Create(RandomModel.Tiny, pooling, head));
        var sequences = RandomModel.Sequences(weights.Config, 24, longest: 30, seed: 2);
        var simulated = ReferenceModel.Simulated(weights);
        var exact = ReferenceModel.Float(weights);
        using var session = new GraphSession(WordGraph.Quantized(weights, maxLength: 40));
        var rows = session.Run(sequences, padding: 3);
        var differences = sequences.Select((s, i) => Answers.Distance(simulated.Logits(s), rows[i])).ToArray();
        var rounding = sequences.Select((s, i) => Answers.Distance(exact.Logits(s), rows[i])).Average();

        // Sums in another order can move a value over the border between two codes; few do, by less than rounding does.
        Assert.InRange(differences.Count(d => d > 1e-4), 0, sequences.Length / 4);
        Assert.InRange(differences.Average(), 0, rounding / 10);
    }

    [Theory]
    [CombinatorialModels]
    public void Logits_EveryOptimizationLevel_AreTheSame(Pooling pooling, HeadKind head)
    {
        var weights = RandomModel.Calibrated(RandomModel.Create(RandomModel.Tiny, pooling, head));
        var sequences = RandomModel.Sequences(weights.Config, 8, longest: 30, seed: 3);
        var model = WordGraph.Quantized(weights, maxLength: 40);
        using var plain = new GraphSession(model, GraphOptimizationLevel.ORT_DISABLE_ALL);
        var expected = plain.Run(sequences);
        foreach (var level in Enum.GetValues<GraphOptimizationLevel>())
        {
            using var session = new GraphSession(model, level);
            Assert.All(
                session.Run(sequences).Zip(expected),
                p => Assert.InRange(Answers.Distance(p.First, p.Second), 0, 0.05));
        }
    }

    [Fact]
    public void Quantized_DefaultShapeWithTiedHead_HoldsTheTableOnce()
    {
        var weights = RandomModel.Calibrated(
            RandomModel.Create(RandomModel.Default, Pooling.FirstToken, HeadKind.Tied), sequences: 1);
        var model = WordGraph.Quantized(weights, maxLength: 128);
        Assert.InRange(model.CalculateSize(), 1, 25_000_000);
    }

    [Fact]
    public void Quantized_ModelWithoutRanges_SaysWhatToDo()
    {
        var weights = RandomModel.Create(RandomModel.Tiny, Pooling.FirstToken, HeadKind.Tied);
        var error = Assert.Throws<InvalidDataException>(() => WordGraph.Quantized(weights, 40));
        Assert.Contains("--quantization-aware", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Quantized_WeightThatIsNotFinite_NamesItsRow(float weight)
    {
        var weights = RandomModel.Calibrated(RandomModel.Create(RandomModel.Tiny, Pooling.FirstToken, HeadKind.Tied));
        weights.Tensors["encoder.layer.1.output.dense.weight"].Values[72 * 5] = weight;
        var error = Assert.Throws<InvalidDataException>(() => WordGraph.Quantized(weights, 40));
        Assert.Contains("Row 5 of 'encoder.layer.1.output", error.Message, StringComparison.Ordinal);
    }
}
