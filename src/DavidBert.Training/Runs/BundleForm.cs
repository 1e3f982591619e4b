namespace DavidBert.Training.Runs;

/// <summary>Which of a run's models is exported, and how.</summary>
internal enum BundleForm
{
    /// <summary>The quantized graph of the weights at the end.</summary>
    Int8,

    /// <summary>The float32 graph of the same weights: the quantized one without its quantizers.</summary>
    OwnFloat,

    /// <summary>The float32 graph of the weights before quantization was simulated.</summary>
    BestFloat,
}
