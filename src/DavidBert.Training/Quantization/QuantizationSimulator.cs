using DavidBert.Training.Native;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DavidBert.Training.Quantization;

/// <summary>
/// What stands where the exported model quantizes: nothing at first, then an observer of ranges, then rounding with a
/// straight-through gradient (Bengio et al. 2013, arXiv:1308.3432; Jacob et al. 2018, arXiv:1712.05877).
/// </summary>
/// <remarks>
/// Weights: 7 bits, symmetric, one scale a row. Activations: 8 unsigned bits, one range a site, which follows the
/// batches of training by a moving average. The arithmetic is that of the exported graph.
/// </remarks>
internal sealed class QuantizationSimulator
{
    private const float Momentum = 0.99f;
    private readonly Dictionary<string, ActivationRange> ranges = new(StringComparer.Ordinal);
    private Tensor? roundedTable;

    /// <summary>What happens at a site.</summary>
    public QuantizationMode Mode { get; private set; }

    /// <summary>The precision of the matrix products while a model is trained.</summary>
    public ProductPrecision Products { get; set; }

    /// <summary>The ranges seen so far, by <see cref="QuantizationSite"/>.</summary>
    public IReadOnlyDictionary<string, ActivationRange> Ranges => ranges;

    /// <summary>
    /// Changes what happens at a site; a table that was rounded for <see cref="Table"/> is forgotten.
    /// </summary>
    public void Use(QuantizationMode mode)
    {
        Mode = mode;
        roundedTable?.Dispose();
        roundedTable = null;
    }

    /// <summary>Sets the ranges, as when a training goes on from a checkpoint.</summary>
    public void Restore(IReadOnlyDictionary<string, ActivationRange> saved)
    {
        ranges.Clear();
        foreach (var (site, range) in saved)
        {
            ranges[site] = range;
        }
    }

    /// <summary>
    /// The activation that enters a matrix product at <paramref name="site"/>, rounded where that is simulated.
    /// </summary>
    public Tensor Activation(string site, Tensor x)
    {
        if (Mode == QuantizationMode.Off)
        {
            return x;
        }

        if (Mode == QuantizationMode.Observe || is_grad_enabled())
        {
            Observe(site, x.to(ScalarType.Float32));
        }

        return Mode == QuantizationMode.Observe ? x : Round(x.to(ScalarType.Float32), ranges[site]);
    }

    /// <summary>A weight matrix, [out, in], rounded where that is simulated.</summary>
    public Tensor Weight(Tensor weight) => Mode == QuantizationMode.Simulate ? RoundRows(weight) : weight;

    /// <summary>x·Wᵀ + b with the weight as <see cref="Weight"/> gives it.</summary>
    public Tensor Linear(Linear layer, Tensor x) => Linear(layer.weight!, layer.bias!, x);

    /// <inheritdoc cref="Linear(TorchSharp.Modules.Linear, Tensor)"/>
    /// <remarks>What is measured is measured in float32.</remarks>
    public Tensor Linear(Tensor weight, Tensor bias, Tensor x) =>
        Products == ProductPrecision.Full || !is_grad_enabled()
        ? nn.functional.linear(x, Weight(weight), bias)
        : nn.functional.linear(x.bfloat16(), Weight(weight).bfloat16(), bias.bfloat16());

    /// <summary>The word-embedding table, [|V|, hidden]; a frozen one is rounded once.</summary>
    public Tensor Table(Parameter table)
    {
        if (Mode != QuantizationMode.Simulate || table.requires_grad)
        {
            return Weight(table);
        }

        return roundedTable ??= RoundRows(table).DetachFromDisposeScope();
    }

    private void Observe(string site, Tensor x)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var min = Math.Min(0, x.min().item<float>());
        var max = Math.Max(0, x.max().item<float>());
        ranges[site] = ranges.TryGetValue(site, out var seen)
            ? new ActivationRange(Blend(seen.Min, min), Blend(seen.Max, max))
            : new ActivationRange(min, max);

        static float Blend(float old, float now) => (Momentum * old) + ((1 - Momentum) * now);
    }

    private static Tensor Round(Tensor x, ActivationRange range)
    {
        var clipped = x.Clamped(-range.ZeroPoint * range.Scale, (byte.MaxValue - range.ZeroPoint) * range.Scale);
        return clipped.Plus(Error(clipped, t => t.Over(range.Scale).round_().TimesInPlace(range.Scale)));
    }

    private static Tensor RoundRows(Tensor weight) => weight.Plus(Error(weight, static t =>
    {
        var scale = t.abs().amax([1], keepdim: true).AtLeastInPlace(1e-8).OverInPlace(WeightQuantization.Limit);
        return t.div(scale).round_().mul_(scale);
    }));

    /// <summary>
    /// What rounding adds, without a gradient, so that the gradient of the sum goes straight through.
    /// </summary>
    private static Tensor Error(Tensor x, Func<Tensor, Tensor> round)
    {
        using var _ = no_grad();
        return round(x).sub_(x);
    }
}

/// <summary>
/// The range of an activation that a static quantizer covers with 8 unsigned bits; it always includes 0.
/// </summary>
/// <param name="Min">The least value, at most 0.</param>
/// <param name="Max">The greatest value, at least 0.</param>
internal readonly record struct ActivationRange(float Min, float Max)
{
    /// <summary>The step between neighbouring codes.</summary>
    public float Scale => Math.Max(Max - Min, 1e-8f) / 255f;

    /// <summary>The code of the value 0.</summary>
    public byte ZeroPoint => (byte)Math.Clamp(MathF.Round(-Min / Scale), 0f, 255f);
}

/// <summary>The places where an activation is quantized: the input of every matrix product with weights.</summary>
internal static class QuantizationSite
{
    /// <summary>The input of query, key and value of a layer.</summary>
    public static string AttentionInput(int layer) => $"encoder.layer.{layer}.attention.self";

    /// <summary>The context vectors that enter <c>attention.output.dense</c> of a layer.</summary>
    public static string AttentionOutput(int layer) => $"encoder.layer.{layer}.attention.output";

    /// <summary>The input of <c>intermediate.dense</c> of a layer.</summary>
    public static string Intermediate(int layer) => $"encoder.layer.{layer}.intermediate";

    /// <summary>The input of <c>output.dense</c> of a layer, after GELU.</summary>
    public static string Output(int layer) => $"encoder.layer.{layer}.output";

    /// <summary>The input of <c>pooler.dense</c> ([CLS]'s hidden state).</summary>
    public const string Pooler = "pooler";

    /// <summary>
    /// The pooled vector that enters the head: <c>cls.predictions.transform.dense</c> or <c>classifier</c>.
    /// </summary>
    public const string Head = "head";

    /// <summary>The transformed vector that meets the table in a tied head.</summary>
    public const string Table = "table";
}

/// <summary>What a <see cref="QuantizationSimulator"/> does.</summary>
internal enum QuantizationMode
{
    /// <summary>Nothing: float32 throughout.</summary>
    Off,

    /// <summary>Float32 throughout, while the ranges of activations are observed.</summary>
    Observe,

    /// <summary>
    /// Weights and activations are rounded as in the exported model; ranges follow where gradients are recorded.
    /// </summary>
    Simulate,
}

/// <summary>How weights become integers: symmetric, 7 bits, one scale an output channel.</summary>
internal static class WeightQuantization
{
    /// <summary>
    /// The greatest code, 63. With activations up to 255 a pair of products stays below 2¹⁵ (2 · 255 · 63 = 32,130), so
    /// the 16-bit sums of CPUs without VNNI never saturate.
    /// </summary>
    public const int Limit = 63;
}
