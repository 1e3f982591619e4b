using System.Collections.Immutable;

namespace DavidBert.Training.Reports;

/// <summary>The course of a training; plain data for JSON, so that a checkpoint can hold it.</summary>
/// <param name="Steps">Every step, in order.</param>
/// <param name="Epochs">Every finished epoch, in order.</param>
public sealed record TrainingHistory(ImmutableList<StepProgress> Steps, ImmutableList<EpochMetrics> Epochs)
{
    /// <summary>The history of a training that has not begun.</summary>
    public static TrainingHistory Empty { get; } = new([], []);

    /// <summary>The history with one more step.</summary>
    public TrainingHistory With(StepProgress step) => this with { Steps = Steps.Add(step) };

    /// <summary>The history with one more epoch.</summary>
    public TrainingHistory With(EpochMetrics epoch) => this with { Epochs = Epochs.Add(epoch) };
}
