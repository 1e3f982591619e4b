using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DavidBert.Serving.Access;

/// <summary>Tells at the start where nobody can call, as a key is asked for and none is set.</summary>
internal sealed partial class LockWarning(AccessPolicy policy, ILogger<LockWarning> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (policy.LetsNobodyIn)
        {
            NobodyIsLetIn(logger);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(EventId = 20, EventName = "DavidBert.NobodyIsLetIn", Level = LogLevel.Warning,
        Message = "A key is asked for, and DavidBert__Access__KeyHashes has none: every prediction is refused. Set the SHA-256 of a key, or DavidBert__Access__Mode to open.")]
    private static partial void NobodyIsLetIn(ILogger logger);
}
