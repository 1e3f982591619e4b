namespace DavidBert.Training.Reports;

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
public sealed record EpochMetrics(
    int Epoch, int Step, double TrainLoss, double TrainAccuracy, double? DevLoss, double? DevAccuracy, double Seconds);
