using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DavidBert.Functions;

/// <summary>Runs the worker.</summary>
internal static class HostRun
{
    /// <summary>
    /// Starts it, and waits until the Functions host ends it. That may be while it still starts: whatever has started
    /// stops then, and the process does not fail.
    /// </summary>
    public static async Task RunToItsEndAsync(this IHost host)
    {
        await using var ended = (IAsyncDisposable)host;
        var stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        try
        {
            await host.StartAsync();
            await host.WaitForShutdownAsync();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await host.StopAsync();
        }
    }
}
