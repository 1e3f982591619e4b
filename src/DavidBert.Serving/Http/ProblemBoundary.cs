using DavidBert.Serving.Answering;
using DavidBert.Serving.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DavidBert.Serving.Http;

/// <summary>
/// Turns whatever ends a request into a problem: refusals, failures, and statuses that routing leaves without a body.
/// </summary>
internal sealed partial class ProblemBoundary(ILogger<ProblemBoundary> logger, ServiceMetrics metrics)
{
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
            if (context.Response.HasStarted || context.Response.ContentType is not null)
            {
                return;
            }

            switch (context.Response.StatusCode)
            {
                case StatusCodes.Status404NotFound:
                    await TellAsync(context, Refusal.NotFound.Problem);
                    break;
                case StatusCodes.Status405MethodNotAllowed:
                    await TellAsync(context, Refusal.MethodNotAllowed.Problem);
                    break;
                case StatusCodes.Status415UnsupportedMediaType:
                    await TellAsync(context, Refusal.NoJsonType.Problem);
                    break;
            }
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Abort(); // nobody listens any more
        }
        catch (Exception e) when (context.Response.HasStarted)
        {
            Report(context, e);
            context.Abort();
        }
        catch (Exception e)
        {
            await TellAsync(context, ProblemOf(context, e));
        }
    }

    private Problem ProblemOf(HttpContext context, Exception e)
    {
        switch (e)
        {
            case ProblemException known:
                return known.Problem;
            case QueueFullException:
                return Refusal.TooManyInFlight.Problem;
            case BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout }:
                return Refusal.TooSlow.Problem;
            case BadHttpRequestException:
                return Refusal.BadRequest(
                    "The request's body is broken: it ends early or is not framed as its headers say.").Problem;
            case ObjectDisposedException { ObjectName: nameof(MicroBatcher) }:
                return Refusal.Stopping.Problem;
            default:
                Report(context, e);
                return Refusal.Internal.Problem;
        }
    }

    private Task TellAsync(HttpContext context, Problem problem)
    {
        metrics.Failed(problem.Type);
        return ProblemWriter.WriteAsync(context.Response, problem);
    }

    private void Report(HttpContext context, Exception e)
    {
        // The route, not the path, and no message: neither may hold a text that was sent.
        var request = RequestId.Of(context);
        RequestFailed(logger, request, context.GetEndpoint()?.DisplayName ?? "no route", e.GetType().Name);
        RequestFailedBecause(logger, request, e);
    }

    [LoggerMessage(EventId = 1, EventName = "DavidBert.RequestFailed", Level = LogLevel.Error,
        Message = "The request {Request} to {Route} failed with {Exception}; the level Debug shows where.")]
    private static partial void RequestFailed(ILogger logger, string request, string route, string exception);

    [LoggerMessage(EventId = 2, Level = LogLevel.Debug, Message = "Why the request {Request} failed.")]
    private static partial void RequestFailedBecause(ILogger logger, string request, Exception exception);
}
