using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DavidBert.Serving.Inbox;

/// <summary>Takes message after message from the queue, as the functions host does in Azure.</summary>
internal sealed partial class ChunkWatch(
    QueueClient queue, InboxPreparation preparation, InboxLabelling labelling, TimeProvider time, ILogger<ChunkWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Hidden = TimeSpan.FromSeconds(30);

    /// <summary>How long a task is hidden of which so many attempts failed; tests do not wait.</summary>
    internal Func<long, TimeSpan> PauseAfter { get; init; } = InboxAttempts.PauseAfter;

    /// <summary>Does the next task of the queue.</summary>
    /// <returns>Whether there was one.</returns>
    internal async Task<bool> TakeAsync(CancellationToken cancellation)
    {
        QueueMessage? message = await queue.ReceiveMessageAsync(Hidden, cancellation);
        if (message is null)
        {
            return false;
        }

        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var hiding = HideAsync(message, done.Token);
        try
        {
            if (message.DequeueCount > FilePlaces.MostAttempts)
            {
                await labelling.PoisonAsync(message.Body.ToString(), cancellation);
            }
            else
            {
                await labelling.ChunkAsync(message.Body.ToString(), cancellation);
            }
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            TaskFailed(logger, message.DequeueCount, e);
            await done.CancelAsync();
            await queue.UpdateMessageAsync(message.MessageId, await hiding, visibilityTimeout: PauseAfter(message.DequeueCount), cancellationToken: cancellation);
            return true;
        }

        await done.CancelAsync();
        await queue.DeleteMessageAsync(message.MessageId, await hiding, cancellation);
        return true;
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await preparation.MakeAsync(stoppingToken);
                while (true)
                {
                    if (!await TakeAsync(stoppingToken))
                    {
                        await Task.Delay(Pause, time, stoppingToken);
                    }
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) // storage fails: it is asked again
            {
                TakingFailed(logger, e.GetType().Name);
                await Task.Delay(Pause, time, CancellationToken.None);
            }
        }
    }

    /// <summary>Keeps a message from others while it is worked on.</summary>
    /// <returns>The receipt that the message can be changed with.</returns>
    private async Task<string> HideAsync(QueueMessage message, CancellationToken cancellation)
    {
        var receipt = message.PopReceipt;
        try
        {
            while (true)
            {
                await Task.Delay(Hidden / 2, time, cancellation);
                UpdateReceipt hidden = await queue.UpdateMessageAsync(message.MessageId, receipt, visibilityTimeout: Hidden, cancellationToken: CancellationToken.None);
                receipt = hidden.PopReceipt;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or Azure.RequestFailedException)
        {
            return receipt; // the task is done, or the message comes again: both are fine
        }
    }

    [LoggerMessage(EventId = 35, EventName = "DavidBert.ChunkFailed", Level = LogLevel.Warning, Message = "A task of the queue failed, attempt {Attempt}; it is tried again.")]
    private static partial void TaskFailed(ILogger logger, long attempt, Exception exception);

    [LoggerMessage(EventId = 36, EventName = "DavidBert.QueueNotRead", Level = LogLevel.Warning, Message = "The queue cannot be read: {Error}. It is tried again.")]
    private static partial void TakingFailed(ILogger logger, string error);
}

/// <summary>Labels what lies in the inbox, again and again.</summary>
internal sealed partial class InboxWatch(
    InboxStore store, InboxPreparation preparation, InboxLabelling labelling, TimeProvider time, ILogger<InboxWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>Failures that could not be noted in storage.</summary>
    private readonly Dictionary<string, InboxAttempts> failures = new(StringComparer.Ordinal);

    /// <summary>Looks once, and labels what is there; then clears away what ended processes left of files that are gone.</summary>
    internal async Task LookAsync(CancellationToken cancellation)
    {
        await foreach (var name in store.InboxAsync(cancellation))
        {
            if (failures.TryGetValue(name, out var before) && before.Due > time.GetUtcNow())
            {
                continue;
            }

            try
            {
                await labelling.LabelAsync(name, cancellation);
                failures.Remove(name);
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested)
            {
                var failed = (before?.Failed ?? 0) + 1;
                failures[name] = new InboxAttempts(failed, time.GetUtcNow() + InboxAttempts.PauseAfter(Math.Min(failed, FilePlaces.MostAttempts)));
                NotNoted(logger, name, e);
            }
        }

        await store.Sweep.RunAsync(cancellation);
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await preparation.MakeAsync(stoppingToken);
                while (true)
                {
                    await LookAsync(stoppingToken);
                    await Task.Delay(Pause, time, stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) // storage fails: it is asked again
            {
                LookingFailed(logger, e.GetType().Name);
                await Task.Delay(Pause, time, CancellationToken.None);
            }
        }
    }

    [LoggerMessage(EventId = 39, EventName = "DavidBert.FailureNotNoted", Level = LogLevel.Warning,
        Message = "Labelling the file {File} failed, and storage did not take a note of it; it is tried again.")]
    private static partial void NotNoted(ILogger logger, string file, Exception exception);

    [LoggerMessage(EventId = 34, EventName = "DavidBert.InboxNotRead", Level = LogLevel.Warning, Message = "The inbox cannot be read: {Error}. It is tried again.")]
    private static partial void LookingFailed(ILogger logger, string error);
}
