using System.Collections.Concurrent;
using Azure.Core;
using Azure.Core.Pipeline;

namespace DavidBert.Serving.Tests.Files;

/// <summary>
/// Stands in the way of every request to storage, retries apart: counts, and ends the process that sends them.
/// </summary>
internal sealed class RequestTap : HttpPipelinePolicy
{
    private readonly ConcurrentQueue<string> written = [];
    private int count;
    private int changes;

    /// <summary>The number of requests so far.</summary>
    public int Count => Volatile.Read(ref count);

    /// <summary>
    /// From which change of storage on every request fails, as if the process had been killed before; 0 for none. To be
    /// killed before a request that only reads leaves what being killed before the next change does.
    /// </summary>
    public int KilledAt { get; init; }

    /// <summary>Is run before each request, which waits for it; null for nothing.</summary>
    public Func<Request, Task>? Before { get; set; }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("Requests are asynchronous.");

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        Interlocked.Increment(ref count);
        if (message.Request.Method == RequestMethod.Get || message.Request.Method == RequestMethod.Head)
        {
            ThrowIfKilled();
        }
        else
        {
            Change();
        }

        await (Before?.Invoke(message.Request) ?? Task.CompletedTask);
        await ProcessNextAsync(message, pipeline);
        if (message.Request.Method == RequestMethod.Put && message.Response.Status is 201 or 202)
        {
            written.Enqueue(Uri.UnescapeDataString(message.Request.Uri.Path));
        }
    }

    /// <summary>How often a blob of a container was written.</summary>
    public int Written(string container, string name) =>
        written.Count(path => path.EndsWith($"/{container}/{name}", StringComparison.Ordinal));

    /// <summary>Counts a change; called for one that no request here makes.</summary>
    public void Change()
    {
        Interlocked.Increment(ref changes);
        ThrowIfKilled();
    }

    private void ThrowIfKilled()
    {
        if (KilledAt > 0 && Volatile.Read(ref changes) >= KilledAt)
        {
            throw new KilledException(KilledAt);
        }
    }
}
