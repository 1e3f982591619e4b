namespace DavidBert.Training.Reports;

/// <summary>Watches a training. Calls come from the thread that trains, in the order of events.</summary>
public interface ITrainingObserver
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
