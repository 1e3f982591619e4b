using DavidBert.Serving.Storage;
using Microsoft.Extensions.Logging;

namespace DavidBert.Serving.Inbox;

/// <summary>Sees to it that a file whose labelling failed is tried again, not at once and not for ever.</summary>
internal sealed partial class InboxRetries(
    InboxStore store, ChunkQueue queue, TimeProvider time, ILogger<InboxRetries> logger)
{
    /// <summary>
    /// Whether the next attempt at a version of a file is not due yet; a message of the queue brings it.
    /// </summary>
    public async Task<bool> IsWaitingAsync(InputFile input, CancellationToken cancellation) =>
        (await store.Attempts.ReadAsync(input, cancellation)).Attempts?.Due > time.GetUtcNow();

    /// <summary>Whether a task to label a file once more is to be done now.</summary>
    /// <returns>False where another attempt was made since it was sent; where it came early, it comes again.</returns>
    public async Task<bool> IsDueAsync(InputFile input, ChunkMessage task, CancellationToken cancellation)
    {
        var (attempts, _) = await store.Attempts.ReadAsync(input, cancellation);
        if (attempts?.Failed != task.Failed)
        {
            return false;
        }

        var now = time.GetUtcNow();
        if (attempts.Due <= now)
        {
            return true;
        }

        await queue.RetryAsync(input, attempts.Failed, attempts.Due - now, now, cancellation);
        return false;
    }

    /// <summary>Checks that a task is one that was sent from here: anybody may have written the message.</summary>
    /// <exception cref="UnreadableMessageException">It is not.</exception>
    public async Task RequireNotedAsync(InputFile input, ChunkMessage task, CancellationToken cancellation)
    {
        if ((await store.Attempts.ReadAsync(input, cancellation)).Attempts?.Failed != task.Failed)
        {
            throw new UnreadableMessageException("No attempt at its file failed, or not so many.");
        }
    }

    /// <summary>Notes a failed attempt, and sends the task of the next one.</summary>
    /// <returns>False where it was the last one.</returns>
    public async Task<bool> NoteAsync(InputFile input, Exception? cause, CancellationToken cancellation)
    {
        var (before, tag) = await store.Attempts.ReadAsync(input, cancellation);
        var failed = (before?.Failed ?? 0) + 1;
        var pause = InboxAttempts.Pause.After(failed);
        AttemptFailed(
            logger,
            input.Name.Value,
            failed,
            FilePlaces.MostAttempts,
            cause is null ? "The service's log says why." : StorageFailure.Describe(cause));
        if (failed >= FilePlaces.MostAttempts)
        {
            return false;
        }

        // The message first: a note without one would be waited on in vain.
        var now = time.GetUtcNow();
        await queue.RetryAsync(input, failed, pause, now, cancellation);
        await store.Attempts.WriteAsync(input, new InboxAttempts(failed, now + pause), tag, cancellation);
        return true;
    }

    [LoggerMessage(EventId = 43, EventName = "DavidBert.AttemptFailed", Level = LogLevel.Warning,
        Message = "Labelling {File} failed on attempt {Attempt} of {Attempts}: {Error}")]
    private static partial void AttemptFailed(ILogger logger, string file, int attempt, int attempts, string error);
}
