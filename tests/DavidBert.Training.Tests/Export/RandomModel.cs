using DavidBert.Training.Export;
using DavidBert.Training.Modeling;
using DavidBert.Training.Quantization;

namespace DavidBert.Training.Tests.Export;

/// <summary>Models of random weights, large enough that attention is uneven and GELU is bent.</summary>
internal static class RandomModel
{
    public static BertConfig Tiny { get; } = new()
    {
        VocabSize = 101,
        HiddenSize = 32,
        NumHiddenLayers = 2,
        NumAttentionHeads = 4,
        IntermediateSize = 72,
        MaxPositionEmbeddings = 40,
    };

    /// <summary>The shape of the default bundle's model.</summary>
    public static BertConfig Default { get; } = new()
    {
        VocabSize = 30522,
        HiddenSize = 384,
        NumHiddenLayers = 6,
        NumAttentionHeads = 12,
        IntermediateSize = 1536,
        MaxPositionEmbeddings = 128,
    };

    public static ModelWeights Create(BertConfig config, Pooling pooling, HeadKind head, int seed = 1)
    {
        var random = new Random(seed);
        var tensors = ModelShapes.Of(config, pooling, head).ToDictionary(
            p => p.Key, p => Random(p.Key, p.Value, random), StringComparer.Ordinal);
        return new ModelWeights(config, pooling, head, tensors, Ranges: null);
    }

    /// <summary>The model with the ranges that its activations have on some random sequences.</summary>
    public static ModelWeights Calibrated(ModelWeights weights, int sequences = 8)
    {
        var ranges = new Dictionary<string, ActivationRange>(StringComparer.Ordinal);
        var observer = new ReferenceModel(weights, (site, values) =>
        {
            var seen = ranges.GetValueOrDefault(site);
            ranges[site] = new ActivationRange(Math.Min(seen.Min, values.Min()), Math.Max(seen.Max, values.Max()));
            return values;
        });
        foreach (var input_ids in Sequences(weights.Config, sequences, longest: 12, seed: 5))
        {
            observer.Pooled(input_ids, throughHead: true);
        }

        return weights with { Ranges = ranges };
    }

    /// <summary>Sequences of 3 to <paramref name="longest"/> random ids, short ones more often.</summary>
    public static long[][] Sequences(BertConfig config, int count, int longest, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var length = 3 + (int)((longest - 2) * Math.Pow(random.NextDouble(), 3));
            return Enumerable.Range(0, length).Select(_ => (long)random.Next(config.VocabSize)).ToArray();
        })];
    }

    private static FloatTensor Random(string name, int[] shape, Random random)
    {
        var (mean, spread) = name switch
        {
            _ when name.EndsWith("LayerNorm.weight", StringComparison.Ordinal) => (1.0, 0.2),
            _ when name.EndsWith(".bias", StringComparison.Ordinal) => (0.0, 0.1),
            _ when name.StartsWith("embeddings", StringComparison.Ordinal) => (0.0, 0.3),
            _ => (0.0, 1.5 / Math.Sqrt(shape[^1])),
        };
        var values = new float[shape.Aggregate(1, (a, b) => a * b)];
        for (var i = 0; i < values.Length; i++)
        {
            var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()))
                * Math.Cos(2 * Math.PI * random.NextDouble());
            values[i] = (float)(mean + (spread * normal));
        }

        return new FloatTensor(shape, values);
    }
}
