using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace DavidBert.Serving.Tests.Storage;

/// <summary>
/// Stands between a client and storage, notes every request, and does to some what a bad network does.
/// </summary>
internal sealed class FaultProxy : IAsyncDisposable
{
    private static readonly HashSet<string> OwnHeaders = new(
        StringComparer.OrdinalIgnoreCase) { "Connection", "Keep-Alive", "Transfer-Encoding", "Host" };

    private readonly WebApplication app;
    private readonly Uri target;
    private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
    private readonly ConcurrentQueue<ProxiedRequest> requests = [];
    private volatile Fault[] faults = [];

    private FaultProxy(Uri target, int port)
    {
        this.target = target;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        app = builder.Build();
        app.Run(HandleAsync);
    }

    public Uri Address => new(app.Urls.First());

    /// <summary>What was asked so far, the requests that met a fault included.</summary>
    public IReadOnlyCollection<ProxiedRequest> Requests => requests;

    /// <summary>Starts a proxy of an address.</summary>
    public static async Task<FaultProxy> StartAsync(Uri target, int port = 0)
    {
        var proxy = new FaultProxy(target, port);
        await proxy.app.StartAsync(TestContext.Current.CancellationToken);
        return proxy;
    }

    /// <summary>
    /// Adds a fault that the next requests of a kind meet; the first fault that meets a request is the one that it
    /// gets.
    /// </summary>
    public Fault Add(FaultKind kind, Func<ProxiedRequest, bool> matches, int times = int.MaxValue)
    {
        var fault = new Fault(kind, matches, times);
        faults = [.. faults, fault];
        return fault;
    }

    public void ForgetRequests() => requests.Clear();

    public async ValueTask DisposeAsync()
    {
        foreach (var fault in faults)
        {
            fault.Release();
        }

        await app.DisposeAsync();
        client.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        var request = new ProxiedRequest(
            context.Request.Method, context.Request.Path.Value!, context.Request.QueryString.Value!);
        requests.Enqueue(request);
        var fault = faults.FirstOrDefault(fault => fault.Meets(request));
        switch (fault?.Kind)
        {
            case FaultKind.Unavailable:
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                return;
            case FaultKind.Leased:
                Refuse(context, StatusCodes.Status412PreconditionFailed, "LeaseIdMissing");
                return;
            case FaultKind.Archived:
                Refuse(context, StatusCodes.Status409Conflict, "BlobArchived");
                return;
            case FaultKind.Immutable:
                Refuse(context, StatusCodes.Status409Conflict, "BlobImmutableDueToPolicy");
                return;
            case FaultKind.Disconnect:
                context.Abort();
                return;
            case FaultKind.Hold:
                await fault.Released.WaitAsync(context.RequestAborted);
                break;
        }

        using var answer = await PassOnAsync(context, fault?.Kind);
        if (fault?.Kind is FaultKind.LoseAnswer)
        {
            await answer.Content.CopyToAsync(Stream.Null, context.RequestAborted);
            context.Abort();
            return;
        }

        await AnswerAsync(context, answer, fault?.Kind);
    }

    private static void Refuse(HttpContext context, int status, string code)
    {
        context.Response.StatusCode = status;
        context.Response.Headers["x-ms-error-code"] = code;
    }

    private async Task<HttpResponseMessage> PassOnAsync(HttpContext context, FaultKind? fault)
    {
        using var request = new HttpRequestMessage(
            new HttpMethod(context.Request.Method),
            target.GetLeftPart(UriPartial.Authority)
                + context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
        var body = await BytesAsync(context.Request.Body, context.RequestAborted);
        if (fault is FaultKind.CorruptRequest)
        {
            body[body.Length / 2] ^= 1;
        }

        request.Content = body.Length > 0 || context.Request.ContentLength is not null
            ? new ByteArrayContent(body)
            : null;
        foreach (var (name, values) in context.Request.Headers.Where(header => !OwnHeaders.Contains(header.Key)))
        {
            if (!request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }

        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
    }

    private static async Task AnswerAsync(HttpContext context, HttpResponseMessage answer, FaultKind? fault)
    {
        context.Response.StatusCode = (int)answer.StatusCode;
        var headers = answer.Headers.Concat(answer.Content.Headers);
        foreach (var (name, values) in headers.Where(header => !OwnHeaders.Contains(header.Key)))
        {
            context.Response.Headers[name] = values.ToArray();
        }

        var body = HttpMethods.IsHead(context.Request.Method)
            ? []
            : await BytesAsync(await answer.Content.ReadAsStreamAsync(context.RequestAborted), context.RequestAborted);
        if (fault is FaultKind.CorruptAnswer)
        {
            body[body.Length / 2] ^= 1;
        }

        if (fault is not FaultKind.CutAnswer)
        {
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
            return;
        }

        await context.Response.Body.WriteAsync(body.AsMemory(0, body.Length / 2), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        context.Abort();
    }

    private static async Task<byte[]> BytesAsync(Stream stream, CancellationToken cancellation)
    {
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, cancellation);
        return bytes.ToArray();
    }
}
