namespace DavidBert.Training.Export;

/// <summary>The range of an activation that a static quantizer covers with 8 unsigned bits; it always includes 0.</summary>
/// <param name="Min">The least value, at most 0.</param>
/// <param name="Max">The greatest value, at least 0.</param>
public readonly record struct ActivationRange(float Min, float Max)
{
    /// <summary>The step between neighbouring codes.</summary>
    public float Scale => Math.Max(Max - Min, 1e-8f) / 255f;

    /// <summary>The code of the value 0.</summary>
    public byte ZeroPoint => (byte)Math.Clamp(MathF.Round(-Min / Scale), 0f, 255f);
}
