using DavidBert.Serving.Storage;
using Microsoft.Extensions.Logging;

namespace DavidBert.Serving.Inbox;

/// <summary>Labels what lies in the inbox, again and again. A file that fails too often is rejected.</summary>
internal sealed partial class InboxWatch(
    InboxStore store,
    InboxPreparation preparation,
    InboxLabelling labelling,
    TimeProvider time,
    ILogger<InboxWatch> logger)
    : StorageWatch(Pause, time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, Trouble> troubles = new(StringComparer.Ordinal);

    /// <summary>How long a file that failed is left alone.</summary>
    internal GrowingPause Retry { get; init; } = InboxAttempts.Pause;

    /// <summary>
    /// Looks once, and labels what is there; then clears away what ended processes left of files that are gone.
    /// Whatever happens to one file, those behind it get their turn.
    /// </summary>
    protected internal override async Task<bool> LookAsync(CancellationToken cancellation)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var name in store.InboxAsync(cancellation))
        {
            seen.Add(name);
            if (!troubles.TryGetValue(name, out var trouble) || trouble.NextAt <= Time.GetUtcNow())
            {
                await LabelAsync(name, cancellation);
            }
        }

        foreach (var name in troubles.Keys.Where(name => !seen.Contains(name)).ToList())
        {
            troubles.Remove(name);
        }

        await store.Sweep.RunAsync(cancellation);
        return false;
    }

    /// <inheritdoc />
    protected override Task PrepareAsync(CancellationToken cancellation) =>
        preparation.MakeAsync(cancellation);

    /// <inheritdoc />
    protected override void Tell(Exception failure) => InboxNotRead(logger, failure.GetType().Name);

    private async Task LabelAsync(string name, CancellationToken cancellation)
    {
        try
        {
            await labelling.HandleFileAsync(name, cancellation);
            if (troubles.Remove(name, out var trouble) && trouble.Failures >= FilePlaces.MostAttempts)
            {
                await labelling.UnstickAsync(name, cancellation);
            }
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            var failures = (troubles.TryGetValue(name, out var before) ? before.Failures : 0) + 1;
            var pause = Retry.After(failures);
            troubles[name] = new Trouble(failures, Time.GetUtcNow() + pause);
            LabellingFailed(logger, name, failures, StorageFailure.Describe(e), pause.TotalSeconds);
            LabellingFailedBecause(logger, e);
            if (failures >= FilePlaces.MostAttempts)
            {
                await GiveUpAsync(name, e, cancellation);
            }
        }
    }

    private async Task GiveUpAsync(string name, Exception cause, CancellationToken cancellation)
    {
        try
        {
            await labelling.HandlePoisonedFileAsync(name, cause, cancellation);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            LabellingFailedBecause(logger, e); // it is tried again with the file
        }
    }

    [LoggerMessage(EventId = 33, EventName = "DavidBert.LabellingFailed", Level = LogLevel.Warning,
        Message = "Labelling {File} failed on attempt {Attempts}: {Error} It is tried again in {Seconds:F0} s.")]
    private static partial void LabellingFailed(
        ILogger logger, string file, int attempts, string error, double seconds);

    [LoggerMessage(EventId = 40, Level = LogLevel.Debug, Message = "Why labelling failed.")]
    private static partial void LabellingFailedBecause(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 34, EventName = "DavidBert.InboxNotRead", Level = LogLevel.Warning,
        Message = "The inbox cannot be read: {Error}. It is tried again.")]
    private static partial void InboxNotRead(ILogger logger, string error);

    /// <summary>How often a file failed, and when it is tried again.</summary>
    private sealed record Trouble(int Failures, DateTimeOffset NextAt);
}
