using System.Diagnostics;

namespace DavidBert.Serving.Telemetry;

/// <summary>The spans of the service. None holds a text that was sent.</summary>
internal static class ServiceTrace
{
    /// <summary>The source of the spans, <see cref="ServiceMetrics.Name"/>.</summary>
    public static readonly ActivitySource Source = new(ServiceMetrics.Name);

    /// <summary>A run of the model for requests; it is linked with each of theirs, as it belongs to none alone.</summary>
    public static Activity? StartInference(int texts, IEnumerable<ActivityContext> requests)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var links = requests.Where(request => request != default).Select(request => new ActivityLink(request));
        return Source.StartActivity("davidbert.inference", ActivityKind.Internal, parentContext: default, links: links)
            ?.SetTag("davidbert.batch.size", texts);
    }
}
