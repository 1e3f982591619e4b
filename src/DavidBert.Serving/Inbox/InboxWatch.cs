using Microsoft.Extensions.Logging;

namespace DavidBert.Serving.Inbox;

/// <summary>Labels what lies in the inbox, again and again.</summary>
internal sealed partial class InboxWatch(
    InboxStore store,
    InboxPreparation preparation,
    InboxLabelling labelling,
    TimeProvider time,
    ILogger<InboxWatch> logger)
    : StorageWatch(Pause, time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>Failures of which storage took no note.</summary>
    private readonly Dictionary<string, InboxAttempts> failures = new(StringComparer.Ordinal);

    /// <summary>
    /// Looks once, and labels what is there; then clears away what ended processes left of files that are gone.
    /// </summary>
    protected internal override async Task<bool> LookAsync(CancellationToken cancellation)
    {
        await foreach (var name in store.InboxAsync(cancellation))
        {
            if (failures.TryGetValue(name, out var before) && before.Due > Time.GetUtcNow())
            {
                continue;
            }

            try
            {
                await labelling.HandleFileAsync(name, cancellation);
                failures.Remove(name);
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested)
            {
                var failed = (before?.Failed ?? 0) + 1;
                failures[name] = new InboxAttempts(failed, Time.GetUtcNow() + InboxAttempts.Pause.After(failed));
                FailureNotNoted(logger, name, e);
            }
        }

        await store.Sweep.RunAsync(cancellation);
        return false;
    }

    /// <inheritdoc />
    protected override Task PrepareAsync(CancellationToken cancellation) => preparation.MakeAsync(cancellation);

    /// <inheritdoc />
    protected override void Tell(Exception failure) => InboxNotRead(logger, failure.GetType().Name);

    [LoggerMessage(EventId = 39, EventName = "DavidBert.FailureNotNoted", Level = LogLevel.Warning,
        Message = "Labelling the file {File} failed, and storage took no note of it; it is tried again.")]
    private static partial void FailureNotNoted(ILogger logger, string file, Exception exception);

    [LoggerMessage(EventId = 34, EventName = "DavidBert.InboxNotRead", Level = LogLevel.Warning,
        Message = "The inbox cannot be read: {Error}. It is tried again.")]
    private static partial void InboxNotRead(ILogger logger, string error);
}
