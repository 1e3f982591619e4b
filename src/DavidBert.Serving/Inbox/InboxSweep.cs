using Azure.Storage.Queues;
using Microsoft.Extensions.Logging;

namespace DavidBert.Serving.Inbox;

/// <summary>
/// Looks now and then for what events and messages left behind: files whose event was lost, work of files that are
/// gone, and tasks that nobody takes from the queue of failed ones.
/// </summary>
public sealed partial class InboxSweep
{
    private readonly InboxStore store;
    private readonly InboxLabelling labelling;
    private readonly QueueServiceClient queues;
    private readonly TimeProvider time;
    private readonly ILogger<InboxSweep> logger;

    internal InboxSweep(
        InboxStore store,
        InboxLabelling labelling,
        QueueServiceClient queues,
        TimeProvider time,
        ILogger<InboxSweep> logger) =>
        (this.store, this.labelling, this.queues, this.time, this.logger) = (store, labelling, queues, time, logger);

    /// <summary>How long a file lies in the inbox, untouched, before its event counts as lost.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromHours(1);

    /// <summary>Looks once.</summary>
    /// <param name="cancellation">Ends the look; the next one goes on.</param>
    public async Task RunAsync(CancellationToken cancellation = default)
    {
        await foreach (var name in store.InboxAsync(time.GetUtcNow() - Patience, cancellation))
        {
            await labelling.HandleEventAsync(name, cancellation);
        }

        await store.Sweep.RunAsync(cancellation);
        var poisoned = queues.GetQueueClient(FilePlaces.PoisonedChunks);
        if (await poisoned.ExistsAsync(cancellation)
            && (await poisoned.GetPropertiesAsync(cancellation)).Value.ApproximateMessagesCount is > 0 and var count)
        {
            PoisonWaiting(logger, count, poisoned.Name);
        }
    }

    [LoggerMessage(EventId = 42, EventName = "DavidBert.PoisonWaiting", Level = LogLevel.Error,
        Message = "Tasks that failed too often wait in the queue {Queue}; their files are not rejected yet. "
            + "Tasks: {Count}.")]
    private static partial void PoisonWaiting(ILogger logger, int count, string queue);
}
