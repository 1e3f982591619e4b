namespace DavidBert.Training.Learning;

/// <summary>Linear warm-up from 0, then linear decay to 0.</summary>
/// <param name="Steps">All steps.</param>
/// <param name="WarmUpSteps">Those over which the rate rises.</param>
internal readonly record struct LinearSchedule(int Steps, int WarmUpSteps)
{
    /// <summary>The share of the greatest rate at <paramref name="step"/>, counted from 0.</summary>
    public double Factor(int step) => step < WarmUpSteps
        ? (double)step / WarmUpSteps
        : Math.Max(0, (double)(Steps - step) / Math.Max(1, Steps - WarmUpSteps));
}
