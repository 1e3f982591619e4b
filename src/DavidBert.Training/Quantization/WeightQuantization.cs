namespace DavidBert.Training.Quantization;

/// <summary>How weights become integers: symmetric, 7 bits, one scale an output channel.</summary>
public static class WeightQuantization
{
    /// <summary>
    /// The greatest code, 63. With activations up to 255 a pair of products stays below 2¹⁵ (2 · 255 · 63 = 32,130), so the
    /// 16-bit sums of CPUs without VNNI never saturate.
    /// </summary>
    public const int Limit = 63;
}
