using DavidBert.Training.Reports;

namespace DavidBert.Training.Tests.Learning;

/// <summary>Keeps what a training says, and cancels it after a number of steps.</summary>
internal sealed class RecordingObserver(int cancelAfter = int.MaxValue) : ITrainingObserver, IDisposable
{
    private readonly CancellationTokenSource source = new();

    public CancellationToken Cancellation => source.Token;

    public List<StepProgress> Steps { get; } = [];

    public List<EpochMetrics> Epochs { get; } = [];

    public void Started(int epochs, int stepsPerEpoch, int stepsDone)
    {
    }

    public void StepDone(StepProgress progress)
    {
        Steps.Add(progress);
        if (Steps.Count == cancelAfter)
        {
            source.Cancel();
        }
    }

    public void EpochDone(EpochMetrics metrics) => Epochs.Add(metrics);

    public void Dispose() => source.Dispose();
}
