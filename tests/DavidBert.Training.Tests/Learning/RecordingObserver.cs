using DavidBert.Training.Learning;

namespace DavidBert.Training.Tests.Learning;

/// <summary>Keeps what a training says, and after a number of steps cancels it, or ends it as a kill would.</summary>
internal sealed class RecordingObserver(int cancelAfter = int.MaxValue, int killAfter = int.MaxValue)
    : ITrainingObserver, IDisposable
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
        if (progress.Step == killAfter)
        {
            throw new TimeoutException("killed");
        }

        Steps.Add(progress);
        if (progress.Step == cancelAfter)
        {
            source.Cancel();
        }
    }

    public void EpochDone(EpochMetrics metrics) => Epochs.Add(metrics);

    public void Dispose() => source.Dispose();
}
