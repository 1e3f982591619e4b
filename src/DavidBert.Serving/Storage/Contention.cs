namespace DavidBert.Serving.Storage;

/// <summary>
/// What several may write at the same time: whoever was slower looks again after a pause, and not for ever.
/// </summary>
internal static class Contention
{
    private const int MostAttempts = 12;

    private static readonly GrowingPause Pause = new(TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(2));

    /// <summary>Waits before the next attempt.</summary>
    /// <param name="attempt">Which attempt failed, from 1.</param>
    /// <param name="what">What is written, for the message.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="StorageException">It was tried often enough.</exception>
    public static Task WaitAsync(int attempt, string what, CancellationToken cancellation) => attempt < MostAttempts
        ? Task.Delay(Pause.After(attempt) * (0.5 + Random.Shared.NextDouble()), cancellation)
        : throw new StorageException(
            $"{what} changed under each of {MostAttempts} attempts to write it. Try again later.");
}
