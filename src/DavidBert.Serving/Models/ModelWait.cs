namespace DavidBert.Serving.Models;

/// <summary>Waits for the model.</summary>
internal static class ModelWait
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    /// <summary>The use of the model as soon as one is loaded.</summary>
    /// <exception cref="TimeoutException">None was loaded within two minutes.</exception>
    public static async Task<ModelLease> WaitAsync(this ModelHost models, TimeProvider time, CancellationToken cancellation)
    {
        for (var started = time.GetTimestamp(); ;)
        {
            if (models.Acquire() is { } lease)
            {
                return lease;
            }

            if (time.GetElapsedTime(started) > Longest)
            {
                throw new TimeoutException("No model is loaded yet; /api/model says what its last refresh did.");
            }

            await Task.Delay(Pause, time, cancellation);
        }
    }
}
