using DavidBert.Training.Learning;

namespace DavidBert.Training.Tests.Reports;

/// <summary>Made-up courses of a training.</summary>
internal static class Histories
{
    public static TrainingHistory Of(int epochs, int stepsPerEpoch, bool hasDev = true)
    {
        var history = TrainingHistory.Empty;
        for (var step = 1; step <= epochs * stepsPerEpoch; step++)
        {
            var done = (double)step / (epochs * stepsPerEpoch);
            var noise = 0.3 * Math.Sin(step * 12.9898);
            var epoch = ((step - 1) / stepsPerEpoch) + 1;
            history = history.With(new StepProgress(
                epoch, step, (6 * Math.Exp(-2 * done)) + noise, Math.Clamp((0.8 * done) + (noise / 5), 0, 1), 2e-4
                    * (1 - done), 1e-3 * (1 - done)));
            if (step % stepsPerEpoch == 0)
            {
                history = history.With(new EpochMetrics(
                    epoch, step, 6 * Math.Exp(-2 * done), 0.8 * done, hasDev
                        ? 6.2 * Math.Exp(-1.7 * done)
                        : null, hasDev ? 0.7 * done : null, 70.4));
            }
        }

        return history;
    }
}
