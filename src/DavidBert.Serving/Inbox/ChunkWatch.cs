using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using DavidBert.Serving.Storage;
using Microsoft.Extensions.Logging;

namespace DavidBert.Serving.Inbox;

/// <summary>Takes message after message from the queue, as the functions host does in Azure.</summary>
internal sealed partial class ChunkWatch(
    QueueClient queue,
    InboxPreparation preparation,
    InboxLabelling labelling,
    TimeProvider time,
    ILogger<ChunkWatch> logger)
    : StorageWatch(Pause, time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Hidden = TimeSpan.FromSeconds(30);

    /// <summary>How long a task that failed is hidden.</summary>
    internal GrowingPause Retry { get; init; } = InboxAttempts.Pause;

    /// <summary>Does the next task of the queue.</summary>
    /// <returns>Whether there was one.</returns>
    protected internal override async Task<bool> LookAsync(CancellationToken cancellation)
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
            await HandleAsync(message, cancellation);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            TaskFailed(logger, message.DequeueCount, FilePlaces.MostAttempts, Describe(e));
            TaskFailedBecause(logger, e);
            await done.CancelAsync();
            await queue.UpdateMessageAsync(
                message.MessageId,
                await hiding,
                visibilityTimeout: Retry.After(message.DequeueCount),
                cancellationToken: cancellation);
            return true;
        }

        await done.CancelAsync();
        await queue.DeleteMessageAsync(message.MessageId, await hiding, cancellation);
        return true;
    }

    private Task HandleAsync(QueueMessage message, CancellationToken cancellation)
    {
        var text = ChunkQueue.Decode(message.Body.ToString());
        return message.DequeueCount <= FilePlaces.MostAttempts
            ? labelling.HandleChunkAsync(text, cancellation)
            : labelling.HandlePoisonedChunkAsync(text, cancellation);
    }

    private static string Describe(Exception e) =>
        e is UnreadableMessageException ? e.Message : $"{e.GetType().Name}.";

    /// <inheritdoc />
    protected override Task PrepareAsync(CancellationToken cancellation) =>
        preparation.MakeAsync(cancellation);

    /// <inheritdoc />
    protected override void Tell(Exception failure) => QueueNotRead(logger, failure.GetType().Name);

    /// <summary>Keeps a message from others while it is worked on.</summary>
    /// <returns>The receipt that the message can be changed with.</returns>
    private async Task<string> HideAsync(QueueMessage message, CancellationToken cancellation)
    {
        var receipt = message.PopReceipt;
        try
        {
            while (true)
            {
                await Task.Delay(Hidden / 2, Time, cancellation);
                UpdateReceipt hidden = await queue.UpdateMessageAsync(
                    message.MessageId, receipt, visibilityTimeout: Hidden, cancellationToken: CancellationToken.None);
                receipt = hidden.PopReceipt;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or Azure.RequestFailedException)
        {
            return receipt; // the task is done, or the message comes again: both are fine
        }
    }

    [LoggerMessage(EventId = 35, EventName = "DavidBert.ChunkFailed", Level = LogLevel.Warning,
        Message = "A task of the queue failed on attempt {Attempt} of {Attempts}: {Error}")]
    private static partial void TaskFailed(ILogger logger, long attempt, int attempts, string error);

    [LoggerMessage(EventId = 38, Level = LogLevel.Debug, Message = "Why the task failed.")]
    private static partial void TaskFailedBecause(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 36, EventName = "DavidBert.QueueNotRead", Level = LogLevel.Warning,
        Message = "The queue cannot be read: {Error}. It is tried again.")]
    private static partial void QueueNotRead(ILogger logger, string error);
}
