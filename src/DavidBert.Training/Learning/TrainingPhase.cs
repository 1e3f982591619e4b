using DavidBert.Training.Quantization;

namespace DavidBert.Training.Learning;

/// <summary>A stretch of training with one schedule.</summary>
/// <param name="Name">What reports call it.</param>
/// <param name="Epochs">How often the data are seen.</param>
/// <param name="EncoderRate">The greatest learning rate of the encoder; 0 leaves it as it is.</param>
/// <param name="HeadRate">The greatest learning rate of the head.</param>
/// <param name="Mode">Whether quantization is simulated.</param>
internal sealed record TrainingPhase(
    string Name, int Epochs, double EncoderRate, double HeadRate, QuantizationMode Mode)
{
    /// <summary>Whether the head alone is trained.</summary>
    public bool HeadOnly => EncoderRate == 0;

    /// <summary>The phases that <paramref name="options"/> ask for.</summary>
    public static IReadOnlyList<TrainingPhase> Of(TrainingOptions options)
    {
        TrainingPhase[] all =
        [
            new("head", options.HeadEpochs, 0, options.HeadRate, QuantizationMode.Off),
            new("float", options.Epochs, options.EncoderRate, options.HeadRate, QuantizationMode.Off),
            new("int8", options.QuantizationEpochs, options.QuantizationEncoderRate, options.QuantizationHeadRate,
                QuantizationMode.Simulate),
        ];
        return [.. all.Where(p => p.Epochs > 0)];
    }
}
