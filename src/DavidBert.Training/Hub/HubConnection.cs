using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.Timeout;

namespace DavidBert.Training.Hub;

/// <summary>
/// Requests to the hub: repeated where that helps, and redirected without carrying the token to another host.
/// </summary>
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
        http = new HttpClient(new ResilienceHandler(pipeline) { InnerHandler = handler })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
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
            if (response.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found
                or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect))
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
                $"{address.GetLeftPart(UriPartial.Authority)} cannot be reached: {e.Message} Check the network and "
                + $"HF_ENDPOINT, and try again.", e);
        }
    }

    private bool IsEndpoint(Uri address) =>
        Uri.Compare(
            address,
            options.Endpoint,
            UriComponents.SchemeAndServer,
            UriFormat.UriEscaped,
            StringComparison.OrdinalIgnoreCase) == 0;

    private static Uri Follow(Uri from, Uri? location)
    {
        var to = location is null ? null : new Uri(from, location);
        return to is { Scheme: "https" } || (to is { Scheme: "http" } && from is { Scheme: "http" })
            ? to
            : throw new HubException(
                $"'{from.GetLeftPart(UriPartial.Path)}' redirects to '{location}', which is not followed.");
    }
}

/// <summary>A download from the hub failed; the message says of what, why, and what to do.</summary>
internal sealed class HubException : IOException
{
    /// <summary>Makes an exception with a message.</summary>
    public HubException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception with a message and its cause.</summary>
    public HubException(string message, Exception inner)
        : base(message, inner)
    {
    }
}

/// <summary>What an answer of the hub other than success means, and what to do about it.</summary>
internal static class HubRefusal
{
    /// <summary>Throws for an answer other than success.</summary>
    /// <exception cref="HubException">The answer is not a success.</exception>
    public static void ThrowIfAny(
        HttpResponseMessage response,
        HubOptions options,
        RepositoryName name,
        string revision,
        string? file)
    {
        if (response.IsSuccessStatusCode)
        {
            return;
        }

        var what = file is null ? $"{name} at '{revision}'" : $"'{file}' of {name} at '{revision}'";
        var code = response.Headers.TryGetValues("X-Error-Code", out var values) ? values.First() : "";
        var page = $"{options.Endpoint.AbsoluteUri.TrimEnd('/')}/{name}";
        var reason = response.StatusCode switch
        {
            // Without a token the hub answers 401 for what does not exist, too.
            HttpStatusCode.Unauthorized when options.Token is null =>
                "there is no such model, or it needs a login. Check the name; "
                + "for a private or gated model set HF_TOKEN.",
            HttpStatusCode.Unauthorized =>
                "it does not accept the token in HF_TOKEN. Make a new one in the hub's settings, or unset it.",
            HttpStatusCode.Forbidden =>
                $"the model is gated or the token may not read it. Accept its conditions at {page}, and set HF_TOKEN.",
            HttpStatusCode.NotFound when code is "RevisionNotFound" =>
                $"there is no such branch, tag or commit. See {page}/tree/main.",
            HttpStatusCode.NotFound when code is "EntryNotFound" => $"there is no such file. See {page}/tree/main.",
            HttpStatusCode.NotFound =>
                "there is no such model, or it is private. Check the name and the revision; "
                + "for a private model set HF_TOKEN.",
            HttpStatusCode.TooManyRequests => "too many requests. Try again in some minutes, or set HF_TOKEN.",
            _ => $"{response.ReasonPhrase}. Try again later.",
        };
        throw new HubException($"The hub does not give {what} ({(int)response.StatusCode}): {reason}");
    }
}
