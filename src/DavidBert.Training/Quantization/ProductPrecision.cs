namespace DavidBert.Training.Quantization;

/// <summary>
/// The precision of matrix products in training; parameters, sums and normalizations are float32 in any.
/// </summary>
public enum ProductPrecision
{
    /// <summary>Float32 throughout.</summary>
    Full,

    /// <summary>Factors are rounded to bfloat16, four times as fast on processors that multiply in it.</summary>
    Bfloat16,
}
