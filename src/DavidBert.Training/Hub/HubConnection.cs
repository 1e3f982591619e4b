using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.Timeout;

namespace DavidBert.Training.Hub;

/// <summary>Requests to the hub: repeated where that helps, and redirected without carrying the token to another host.</summary>
internal sealed class HubConnection : IDisposable
{
    private const int MaxRedirects = 10;

    private readonly HttpClient http;
    private readonly HubOptions options;

    public HubConnection(HubOptions options)
    {
        this.options = options;
        var pipeline = new ResiliencePipelineBuilder<HttpResponseMessage>()
            .AddRetry(new HttpRetryStrategyOptions { MaxRetryAttempts = 4, Delay = options.RetryDelay })
            .AddTimeout(TimeSpan.FromSeconds(30))
            .Build();
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(15) };
        http = new HttpClient(new ResilienceHandler(pipeline) { InnerHandler = handler }) { Timeout = Timeout.InfiniteTimeSpan };
        var version = Assembly.GetExecutingAssembly().GetName().Version?.ToString(3) ?? "0";
        http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("davidbert-train", version));
    }

    /// <summary>Gets an address, whose body is still to be read.</summary>
    /// <param name="path">The address relative to the endpoint.</param>
    /// <param name="from">The first byte wanted.</param>
    /// <param name="cancellation">Stops the request.</param>
    /// <exception cref="HubException">The hub cannot be reached, or redirects without end or to nowhere.</exception>
    public async Task<HttpResponseMessage> GetAsync(string path, long from, CancellationToken cancellation)
    {
        var address = new Uri(options.Endpoint.AbsoluteUri.TrimEnd('/') + "/" + path);
        for (var redirects = 0; redirects <= MaxRedirects; redirects++)
        {
            var response = await SendAsync(address, from, cancellation);
            if (response.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
                or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect))
            {
                return response;
            }

            var location = response.Headers.Location;
            response.Dispose();
            address = Follow(address, location);
        }

        throw new HubException($"{options.Endpoint} redirects '{path}' more than {MaxRedirects} times.");
    }

    public void Dispose() => http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(Uri address, long from, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (options.Token is not null && IsEndpoint(address))
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.Token);
        }

        if (from > 0)
        {
            request.Headers.Range = new RangeHeaderValue(from, null);
        }

        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        }
        catch (Exception e) when (e is HttpRequestException or TimeoutRejectedException)
        {
            throw new HubException(
                $"{address.GetLeftPart(UriPartial.Authority)} cannot be reached: {e.Message} Check the network and HF_ENDPOINT, and try again.", e);
        }
    }

    private bool IsEndpoint(Uri address) =>
        Uri.Compare(address, options.Endpoint, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;

    private static Uri Follow(Uri from, Uri? location)
    {
        var to = location is null ? null : new Uri(from, location);
        return to is { Scheme: "https" } || (to is { Scheme: "http" } && from is { Scheme: "http" })
            ? to
            : throw new HubException($"'{from.GetLeftPart(UriPartial.Path)}' redirects to '{location}', which is not followed.");
    }
}
