using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Forwarder;

namespace DavidBert.Functions.Tests.Host;

/// <summary>
/// Hands a request over to the worker's own port, by the library and in the way that the Functions host does.
/// </summary>
internal sealed class HttpProxy(IServiceProvider services, Uri worker) : IDisposable
{
    private const string ForwardedHeaders = "ASPNETCORE_FORWARDEDHEADERS_ENABLED";
    private const string InvocationId = "x-ms-invocation-id";

    private static readonly ForwarderRequestConfig Config = new() { ActivityTimeout = TimeSpan.FromSeconds(240) };

    private readonly IHttpForwarder forwarder = services.GetRequiredService<IHttpForwarder>();
    private readonly HttpMessageInvoker client = new(
        new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

    /// <summary>
    /// Where the app's settings say so, the host takes the client's address from what the last proxy before it
    /// appended.
    /// </summary>
    public static void UseForwarded(IApplicationBuilder app, IReadOnlyDictionary<string, string?> settings)
    {
        if (settings.GetValueOrDefault(ForwardedHeaders) is "true")
        {
            var options = new ForwardedHeadersOptions
            {
                ForwardedHeaders = Microsoft.AspNetCore.HttpOverrides.ForwardedHeaders.XForwardedFor
                    | Microsoft.AspNetCore.HttpOverrides.ForwardedHeaders.XForwardedProto,
            };
            options.KnownIPNetworks.Clear();
            options.KnownProxies.Clear();
            app.UseForwardedHeaders(options);
        }
    }

    /// <summary>
    /// Sends the request to the worker, and the worker's answer, or that there is none, to the client.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="invocation">The id by which the worker finds the function's call.</param>
    /// <param name="broken">
    /// Is cancelled where the request does not reach the worker whole; cancelling it ends the sending.
    /// </param>
    public async Task ForwardAsync(HttpContext context, string invocation, CancellationTokenSource broken)
    {
        context.Request.Headers[InvocationId] = invocation;
        var error = await forwarder.SendAsync(
            context, worker.ToString(), client, Config, HttpTransformer.Default, broken.Token);
        if (error is not ForwarderError.None)
        {
            await broken.CancelAsync();
        }
    }

    public void Dispose() => client.Dispose();
}
