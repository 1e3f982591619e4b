namespace DavidBert.Serving.Storage;

/// <summary>The pause before a next try: it doubles with every failure, up to a limit.</summary>
/// <param name="First">The pause after the first failure.</param>
/// <param name="Most">The longest pause.</param>
internal readonly record struct GrowingPause(TimeSpan First, TimeSpan Most)
{
    private const int MostDoublings = 20; // more would not fit

    /// <summary>The pause after so many failures, at least 1.</summary>
    public TimeSpan After(long failures)
    {
        var pause = First * Math.Pow(2, Math.Clamp(failures - 1, 0, MostDoublings));
        return pause < Most ? pause : Most;
    }
}
