namespace DavidBert.Training.Quantization;

/// <summary>What a <see cref="QuantizationSimulator"/> does.</summary>
public enum QuantizationMode
{
    /// <summary>Nothing: float32 throughout.</summary>
    Off,

    /// <summary>Float32 throughout, while the ranges of activations are observed.</summary>
    Observe,

    /// <summary>Weights and activations are rounded as in the exported model; ranges follow where gradients are recorded.</summary>
    Simulate,
}
