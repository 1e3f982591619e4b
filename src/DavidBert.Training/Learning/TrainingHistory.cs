using System.Collections.Immutable;

namespace DavidBert.Training.Learning;

/// <summary>The course of a training; plain data for JSON, so that a checkpoint can hold it.</summary>
/// <param name="Steps">Every step, in order.</param>
/// <param name="Epochs">Every finished epoch, in order.</param>
internal sealed record TrainingHistory(ImmutableList<StepProgress> Steps, ImmutableList<EpochMetrics> Epochs)
{
    /// <summary>The history of a training that has not begun.</summary>
    public static TrainingHistory Empty { get; } = new([], []);

    /// <summary>The history with one more step.</summary>
    public TrainingHistory With(StepProgress step) => this with { Steps = Steps.Add(step) };

    /// <summary>The history with one more epoch.</summary>
    public TrainingHistory With(EpochMetrics epoch) => this with { Epochs = Epochs.Add(epoch) };
}

/// <summary>What an epoch came to.</summary>
/// <param name="Epoch">Its number, from 1.</param>
/// <param name="Step">The number of its last step in the whole training, from 1.</param>
/// <param name="TrainLoss">The mean cross-entropy over its batches, as they were trained on.</param>
/// <param name="TrainAccuracy">The share of its pairs whose best index was the target, 0 to 1.</param>
/// <param name="DevLoss">The mean cross-entropy on the development rows after it, or null when there are none.</param>
/// <param name="DevAccuracy">
/// The share of the development rows answered right after it, 0 to 1, or null when there are none.
/// </param>
/// <param name="Seconds">How long it took, evaluation included.</param>
internal sealed record EpochMetrics(
    int Epoch, int Step, double TrainLoss, double TrainAccuracy, double? DevLoss, double? DevAccuracy, double Seconds);

/// <summary>Watches a training. Calls come from the thread that trains, in the order of events.</summary>
internal interface ITrainingObserver
{
    /// <summary>The training begins, or goes on from a checkpoint.</summary>
    /// <param name="epochs">How many epochs are planned.</param>
    /// <param name="stepsPerEpoch">How many steps each has.</param>
    /// <param name="stepsDone">How many steps the checkpoint has behind it; 0 for a fresh training.</param>
    void Started(int epochs, int stepsPerEpoch, int stepsDone);

    /// <summary>A step is done.</summary>
    void StepDone(StepProgress progress);

    /// <summary>An epoch is done and evaluated.</summary>
    void EpochDone(EpochMetrics metrics);
}

/// <summary>One training step.</summary>
/// <param name="Epoch">The epoch it belongs to, from 1.</param>
/// <param name="Step">Its number in the whole training, from 1.</param>
/// <param name="Loss">The mean cross-entropy of its batch.</param>
/// <param name="Accuracy">The share of the batch whose best index is the target, 0 to 1.</param>
/// <param name="EncoderLearningRate">The encoder's learning rate at this step.</param>
/// <param name="HeadLearningRate">The head's learning rate at this step.</param>
internal sealed record StepProgress(
    int Epoch, int Step, double Loss, double Accuracy, double EncoderLearningRate, double HeadLearningRate);
