using DavidBert.Training.Export;
using DavidBert.Training.Modeling;
using DavidBert.Training.Quantization;

namespace DavidBert.Training.Tests.Export;

/// <summary>BERT and its heads by the book, one sequence at a time, in plain loops.</summary>
/// <param name="weights">The model.</param>
/// <param name="enter">What happens to an activation, by its site, before it is multiplied with weights.</param>
internal sealed class ReferenceModel(ModelWeights weights, Func<string, float[], float[]> enter)
{
    private readonly BertConfig config = weights.Config;

    /// <summary>The model in float32.</summary>
    public static ReferenceModel Float(ModelWeights weights) => new(weights, static (_, values) => values);

    /// <summary>
    /// The model whose weights and activations are rounded by the static scheme, and computed with in float.
    /// </summary>
    public static ReferenceModel Simulated(ModelWeights weights)
    {
        var rounded = weights.Tensors.ToDictionary(
            t => t.Key, t => IsQuantized(t.Key) ? Rounded(t.Value) : t.Value, StringComparer.Ordinal);
        return new ReferenceModel(weights with { Tensors = rounded }, (site, values) =>
        {
            var range = weights.Ranges![site];
            return Array.ConvertAll(
                values,
                v => (Math.Clamp(MathF.Round(v / range.Scale) + range.ZeroPoint, 0, 255) - range.ZeroPoint)
                    * range.Scale);
        });
    }

    /// <summary>
    /// The logits of a sequence whose second segment begins at <paramref name="secondAt"/>; null where it has none.
    /// </summary>
    public float[] Logits(long[] input_ids, int? secondAt = null)
    {
        var x = Pooled(input_ids, secondAt: secondAt);
        if (weights.Head == HeadKind.Linear)
        {
            return Linear("classifier", QuantizationSite.Head, x);
        }

        if (weights.Head == HeadKind.Answers)
        {
            return Linear("cls.answers", QuantizationSite.Table, Transformed(x));
        }

        return Product(
            Tensor("embeddings.word_embeddings.weight"),
            Tensor("cls.predictions.bias").Values,
            enter(QuantizationSite.Table, Transformed(x)));
    }

    /// <summary>The pooled vector; with the head's first layer visited too where asked.</summary>
    public float[] Pooled(long[] input_ids, bool throughHead = false, int? secondAt = null)
    {
        var states = Embed(input_ids, secondAt ?? input_ids.Length);
        for (var i = 0; i < config.NumHiddenLayers; i++)
        {
            states = Layer(i, states);
        }

        var pooled = weights.Pooling switch
        {
            Pooling.Mean => [.. Enumerable.Range(0, config.HiddenSize).Select(i => states.Average(s => s[i]))],
            Pooling.Pooler => Array.ConvertAll(Linear("pooler.dense", QuantizationSite.Pooler, states[0]), MathF.Tanh),
            _ => states[0],
        };
        if (throughHead)
        {
            enter(QuantizationSite.Head, pooled);
            if (weights.Head is HeadKind.Tied or HeadKind.Answers)
            {
                enter(QuantizationSite.Table, Transformed(pooled));
            }
        }

        return pooled;
    }

    private string Transform => weights.Head == HeadKind.Answers ? "cls.transform" : "cls.predictions.transform";

    private float[][] Embed(
        long[] input_ids,
        int secondAt) => [.. input_ids.Select((id, position) => Normalize("embeddings", Add(
        Row("embeddings.word_embeddings", (int)id),
        Add(
            Row("embeddings.position_embeddings", position),
            Row("embeddings.token_type_embeddings", position < secondAt ? 0 : 1)))))];

    private float[][] Layer(int index, float[][] states)
    {
        var name = $"encoder.layer.{index}";
        var site = QuantizationSite.AttentionInput(index);
        var query = Array.ConvertAll(states, s => Linear($"{name}.attention.self.query", site, s));
        var key = Array.ConvertAll(states, s => Linear($"{name}.attention.self.key", site, s));
        var value = Array.ConvertAll(states, s => Linear($"{name}.attention.self.value", site, s));
        return [.. states.Select((state, i) =>
        {
            var context = Context(query[i], key, value);
            var attended = Normalize($"{name}.attention.output", Add(
                state, Linear($"{name}.attention.output.dense", QuantizationSite.AttentionOutput(index), context)));
            var wide = Array.ConvertAll(
                Linear($"{name}.intermediate.dense", QuantizationSite.Intermediate(index), attended), Gelu);
            return Normalize($"{name}.output", Add(
                attended, Linear($"{name}.output.dense", QuantizationSite.Output(index), wide)));
        })];
    }

    private float[] Context(float[] query, float[][] keys, float[][] values)
    {
        var context = new float[config.HiddenSize];
        for (var start = 0; start < context.Length; start += config.HeadSize)
        {
            var powers = keys
                .Select(key => Math.Exp(Dot(query, start, key, start, config.HeadSize) / Math.Sqrt(config.HeadSize)))
                .ToArray();
            for (var i = start; i < start + config.HeadSize; i++)
            {
                context[i] = (float)(powers.Select((p, j) => p * values[j][i]).Sum() / powers.Sum());
            }
        }

        return context;
    }

    private float[] Transformed(float[] pooled) => Normalize(Transform, Array.ConvertAll(
        Linear($"{Transform}.dense", QuantizationSite.Head, pooled), Gelu));

    private float[] Linear(string name, string site, float[] x) =>
        Product(Tensor($"{name}.weight"), Tensor($"{name}.bias").Values, enter(site, x));

    private static float[] Product(FloatTensor weight, float[] bias, float[] x) =>
        [.. bias.Select((b, row) => (float)(b + Dot(weight.Values, row * x.Length, x, 0, x.Length)))];

    private static double Dot(float[] a, int aStart, float[] b, int bStart, int count)
    {
        double sum = 0;
        for (var i = 0; i < count; i++)
        {
            sum += (double)a[aStart + i] * b[bStart + i];
        }

        return sum;
    }

    private float[] Normalize(string name, float[] x)
    {
        var weight = Tensor($"{name}.LayerNorm.weight").Values;
        var bias = Tensor($"{name}.LayerNorm.bias").Values;
        var mean = x.Average(v => (double)v);
        var variance = x.Average(v => (v - mean) * (v - mean));
        return [.. x.Select(
            (v, i) => (float)(((v - mean) / Math.Sqrt(variance + config.LayerNormEps) * weight[i]) + bias[i]))];
    }

    private static float[] Add(float[] a, float[] b) => [.. a.Zip(b, (x, y) => x + y)];

    private static float Gelu(float x) => (float)(x * 0.5 * (1 + Erf(x / Math.Sqrt(2))));

    /// <summary>Abramowitz and Stegun 7.1.26, right to 1.5e-7.</summary>
    private static double Erf(double x)
    {
        var t = 1 / (1 + (0.3275911 * Math.Abs(x)));
        var sum = t
            * (0.254829592 + (t * (-0.284496736 + (t * (1.421413741 + (t * (-1.453152027 + (t * 1.061405429))))))));
        return Math.Sign(x) * (1 - (sum * Math.Exp(-x * x)));
    }

    private float[] Row(string table, int row) =>
        Tensor($"{table}.weight").Values.AsSpan(row * config.HiddenSize, config.HiddenSize).ToArray();

    private FloatTensor Tensor(string name) => weights.Tensors[name];

    private static bool IsQuantized(string name) =>
        name.EndsWith("dense.weight", StringComparison.Ordinal)
        || name.Contains("attention.self", StringComparison.Ordinal)
            && name.EndsWith("weight", StringComparison.Ordinal)
        || name is "classifier.weight" or "cls.answers.weight" or "embeddings.word_embeddings.weight";

    private static FloatTensor Rounded(FloatTensor matrix)
    {
        var columns = matrix.Shape[1];
        return matrix with
        {
            Values = [.. matrix.Values.Chunk(columns).SelectMany(row =>
            {
                var scale = row.Max(Math.Abs) / 63;
                return row.Select(w => MathF.Round(w / scale) * scale);
            })],
        };
    }
}
