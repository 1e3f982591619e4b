using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace DavidBert.Serving.Http;

/// <summary>What a request is called in its answer, in problems and in the log: the id of its trace.</summary>
internal static class RequestId
{
    /// <summary>The header of an answer.</summary>
    public const string Header = "X-Request-Id";

    private static readonly object Key = new();

    /// <summary>
    /// The id, always the same of one request. A client chooses it by <c>traceparent</c>, as it chooses its trace.
    /// </summary>
    public static string Of(HttpContext context)
    {
        if (context.Items.TryGetValue(Key, out var known))
        {
            return (string)known!;
        }

        var id = TraceOf(context).ToHexString();
        context.Items[Key] = id;
        return id;
    }

    // Not every host begins an activity for a request, and without a listener none does.
    private static ActivityTraceId TraceOf(HttpContext context) =>
        ActivityContext.TryParse(context.Request.Headers.TraceParent, traceState: null, out var sent) ? sent.TraceId
        : Activity.Current is { IdFormat: ActivityIdFormat.W3C } current ? current.TraceId
        : ActivityTraceId.CreateRandom();
}
