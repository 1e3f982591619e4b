using System.Diagnostics;
using DavidBert.Serving.Telemetry;

namespace DavidBert.Serving.Tests.Telemetry;

/// <summary>
/// Hears when the span of a request has ended, and when that of the inference has that is linked with it.
/// </summary>
internal sealed class SpanEnds : IDisposable
{
    private readonly ActivityListener listener;
    private readonly TaskCompletionSource request = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource inference = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SpanEnds(ActivityTraceId trace)
    {
        listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is ServiceMetrics.Name or "Microsoft.AspNetCore",
            ActivityStopped = span =>
            {
                if (span.TraceId == trace)
                {
                    request.TrySetResult();
                }
                else if (span.Links.Any(link => link.Context.TraceId == trace))
                {
                    inference.TrySetResult();
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
    }

    public Task BothAsync() =>
        Task.WhenAll(request.Task, inference.Task).WaitAsync(TestContext.Current.CancellationToken);

    public void Dispose() => listener.Dispose();
}
