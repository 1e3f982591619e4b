using Microsoft.Extensions.Logging;

namespace DavidBert.Serving.Inbox;

/// <summary>Sees to it that a file whose labelling failed is tried again, not at once and not for ever.</summary>
internal sealed partial class InboxRetries(
    InboxStore store, ChunkQueue queue, FileRejection rejection, TimeProvider time, ILogger<InboxRetries> logger)
{
    /// <summary>Whether the next attempt at a version of a file is not due yet; a message of the queue brings it.</summary>
    public async Task<bool> IsWaitingAsync(InputFile input, CancellationToken cancellation) =>
        (await store.Attempts.ReadAsync(input, cancellation)).Attempts?.Due > time.GetUtcNow();

    /// <summary>Makes an attempt. Where it fails, that is noted.</summary>
    /// <returns>What the attempt returned; true where it failed.</returns>
    public async Task<bool> TryAsync(InputFile input, Func<Task<bool>> attempt, CancellationToken cancellation)
    {
        try
        {
            return await attempt();
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            var failed = await FailedAsync(input, cancellation);
            LabellingFailed(logger, input.Name.Value, failed, FilePlaces.MostAttempts, e);
            return true;
        }
    }

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

    /// <summary>Notes a failed attempt and sees to the next one; after the last the file is rejected.</summary>
    /// <returns>How many failed so far.</returns>
    public async Task<int> FailedAsync(InputFile input, CancellationToken cancellation)
    {
        var (before, tag) = await store.Attempts.ReadAsync(input, cancellation);
        var failed = (before?.Failed ?? 0) + 1;
        if (failed >= FilePlaces.MostAttempts)
        {
            await GiveUpAsync(input, row: null, cancellation);
            return failed;
        }

        // The message first: a note without one would be waited on in vain.
        var (pause, now) = (InboxAttempts.Pause.After(failed), time.GetUtcNow());
        await queue.RetryAsync(input, failed, pause, now, cancellation);
        await store.Attempts.WriteAsync(input, new InboxAttempts(failed, now + pause), tag, cancellation);
        return failed;
    }

    /// <summary>Rejects a file that failed too often.</summary>
    public Task GiveUpAsync(InputFile input, long? row, CancellationToken cancellation) => rejection.RejectAsync(
        input,
        "failed",
        $"Labelling failed {FilePlaces.MostAttempts} times; the service's log says why. "
        + "Upload the file again when the cause is mended.",
        row,
        cancellation);

    [LoggerMessage(EventId = 33, EventName = "DavidBert.LabellingFailed", Level = LogLevel.Warning,
        Message = "Labelling the file {File} failed on attempt {Attempt} of {Attempts}.")]
    private static partial void LabellingFailed(
        ILogger logger, string file, int attempt, int attempts, Exception exception);
}
