namespace DavidBert.Training.Reports;

/// <summary>One training step.</summary>
/// <param name="Epoch">The epoch it belongs to, from 1.</param>
/// <param name="Step">Its number in the whole training, from 1.</param>
/// <param name="Loss">The mean cross-entropy of its batch.</param>
/// <param name="Accuracy">The share of the batch whose best index is the target, 0 to 1.</param>
/// <param name="EncoderLearningRate">The encoder's learning rate at this step.</param>
/// <param name="HeadLearningRate">The head's learning rate at this step.</param>
public sealed record StepProgress(
    int Epoch, int Step, double Loss, double Accuracy, double EncoderLearningRate, double HeadLearningRate);
