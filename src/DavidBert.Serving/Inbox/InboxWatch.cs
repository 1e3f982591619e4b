using Microsoft.Extensions.Logging;

namespace DavidBert.Serving.Inbox;

/// <summary>Labels what lies in the inbox, again and again. A file that fails too often is rejected.</summary>
internal sealed partial class InboxWatch(
    InboxStore store, InboxLabelling labelling, TimeProvider time, ILogger<InboxWatch> logger)
    : StorageWatch(Pause, time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, int> failures = new(StringComparer.Ordinal);

    /// <summary>
    /// Looks once, and labels what is there; then clears away what ended processes left of files that are gone.
    /// </summary>
    protected internal override async Task<bool> LookAsync(CancellationToken cancellation)
    {
        await foreach (var name in store.InboxAsync(cancellation))
        {
            try
            {
                await labelling.HandleFileAsync(name, cancellation);
                failures.Remove(name);
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested)
            {
                failures[name] = failures.GetValueOrDefault(name) + 1;
                LabellingFailed(logger, name, failures[name], FilePlaces.MostAttempts, e);
                if (failures[name] >= FilePlaces.MostAttempts)
                {
                    await labelling.HandlePoisonedFileAsync(name, cancellation);
                    failures.Remove(name);
                }
            }
        }

        await store.Sweep.RunAsync(cancellation);
        return false;
    }

    /// <inheritdoc />
    protected override Task PrepareAsync(CancellationToken cancellation) => store.PrepareAsync(cancellation);

    /// <inheritdoc />
    protected override void Tell(Exception failure) => InboxNotRead(logger, failure.GetType().Name);

    [LoggerMessage(EventId = 33, EventName = "DavidBert.LabellingFailed", Level = LogLevel.Warning,
        Message = "Labelling the file {File} failed on attempt {Attempt} of {Attempts}.")]
    private static partial void LabellingFailed(
        ILogger logger, string file, int attempt, int attempts, Exception exception);

    [LoggerMessage(EventId = 34, EventName = "DavidBert.InboxNotRead", Level = LogLevel.Warning,
        Message = "The inbox cannot be read: {Error}. It is tried again.")]
    private static partial void InboxNotRead(ILogger logger, string error);
}
