using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DavidBert.Serving.Files;

/// <summary>Labels what lies in the inbox, again and again. A file that fails too often is rejected.</summary>
internal sealed partial class InboxWatch(FileStore store, FileLabelling labelling, TimeProvider time, ILogger<InboxWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, int> failures = new(StringComparer.Ordinal);

    /// <summary>Looks once, and labels what is there; then clears away what ended processes left of files that are gone.</summary>
    internal async Task LookAsync(CancellationToken cancellation)
    {
        await foreach (var name in store.InboxAsync(cancellation))
        {
            try
            {
                await labelling.LabelAsync(name, cancellation);
                failures.Remove(name);
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested)
            {
                failures[name] = failures.GetValueOrDefault(name) + 1;
                LabellingFailed(logger, name, failures[name], e);
                if (failures[name] >= FilePlaces.MostAttempts)
                {
                    await labelling.PoisonFileAsync(name, cancellation);
                    failures.Remove(name);
                }
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
                await store.PrepareAsync(stoppingToken);
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

    [LoggerMessage(EventId = 33, EventName = "DavidBert.LabellingFailed", Level = LogLevel.Warning,
        Message = "Labelling the file {File} failed, for the {Times}. time; it is tried again.")]
    private static partial void LabellingFailed(ILogger logger, string file, int times, Exception exception);

    [LoggerMessage(EventId = 34, EventName = "DavidBert.InboxNotRead", Level = LogLevel.Warning, Message = "The inbox cannot be read: {Error}. It is tried again.")]
    private static partial void LookingFailed(ILogger logger, string error);
}
