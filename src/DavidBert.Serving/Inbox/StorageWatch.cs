using Microsoft.Extensions.Hosting;

namespace DavidBert.Serving.Inbox;

/// <summary>
/// Looks at storage again and again until the service stops. Where storage fails, it is asked again after a pause.
/// </summary>
internal abstract class StorageWatch(TimeSpan pause, TimeProvider time) : BackgroundService
{
    /// <summary>The clock.</summary>
    protected TimeProvider Time => time;

    /// <summary>Makes what is looked at, where it is missing.</summary>
    protected abstract Task PrepareAsync(CancellationToken cancellation);

    /// <summary>Looks once.</summary>
    /// <returns>Whether to look again at once.</returns>
    protected internal abstract Task<bool> LookAsync(CancellationToken cancellation);

    /// <summary>Tells that storage failed.</summary>
    protected abstract void Tell(Exception failure);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var isPrepared = false; !stoppingToken.IsCancellationRequested;)
        {
            try
            {
                if (!isPrepared)
                {
                    await PrepareAsync(stoppingToken);
                    isPrepared = true;
                }

                if (await LookAsync(stoppingToken))
                {
                    continue;
                }
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                isPrepared = false;
                Tell(e);
            }
            catch (Exception) // the service stops; what was under way goes on when it starts again
            {
                return;
            }

            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
