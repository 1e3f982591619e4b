using System.Globalization;
using TorchSharp;

namespace DavidBert.Training.Learning;

/// <summary>What a training is about to do, in words.</summary>
internal static class TrainingPlan
{
    /// <summary>Rows, answers, epochs, steps and where it computes; the time is told after some steps.</summary>
    /// <param name="rows">The rows of an epoch.</param>
    /// <param name="answers">The answers that they have.</param>
    /// <param name="options">How they are trained.</param>
    public static string Of(int rows, int answers, TrainingOptions options)
    {
        var epochs = options.HeadEpochs + options.Epochs + options.QuantizationEpochs;
        var steps = (long)epochs * ((rows + options.BatchSize - 1) / options.BatchSize);
        (int Epochs, string Name)[] phases =
        [
            (options.HeadEpochs, "of the head alone"), (options.Epochs, "in float32"),
            (options.QuantizationEpochs, "with int8 simulated"),
        ];
        var parts = phases.Where(phase => phase.Epochs > 0).Select(phase => $"{phase.Epochs} {phase.Name}");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Training on {rows:N0} rows with {answers:N0} answers: {epochs} epochs ({string.Join(", ", parts)}), "
            + $"about {steps:N0} steps of {options.BatchSize} on {torch.get_num_threads()} threads of the processor.");
    }
}
