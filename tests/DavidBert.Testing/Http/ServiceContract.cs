using System.Net.Http.Headers;
using System.Text;

namespace DavidBert.Testing.Http;

/// <summary>
/// Asks a service over HTTP. The contracts are its tests: each host's test project runs them on its own launcher.
/// </summary>
public abstract class ServiceContract(IServiceLauncher launcher)
{
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected Task<IRunningService> StartAsync(params (string Name, string? Value)[] settings) =>
        StartAsync(new ServiceSetup { Settings = settings.ToDictionary(StringComparer.Ordinal) });

    protected Task<IRunningService> StartAsync(ServiceSetup setup) => launcher.StartAsync(setup);
}

/// <summary>Requests in one line.</summary>
public static class Requests
{
    public static Task<HttpResponseMessage> GetAsync(this IRunningService service, string path) =>
        service.Client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

    public static Task<HttpResponseMessage> PostAsync(
        this IRunningService service,
        string body,
        string contentType = "application/json") =>
        service.PostAsync(Encoding.UTF8.GetBytes(body), contentType);

    public static async Task<HttpResponseMessage> PostAsync(
        this IRunningService service, byte[] body, string? contentType = "application/json")
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);
        return await service.Client
            .PostAsync(new Uri("/api/predict", UriKind.Relative), content, TestContext.Current.CancellationToken);
    }

    /// <summary>GET with one header.</summary>
    public static async Task<HttpResponseMessage> GetAsync(
        this IRunningService service,
        string path,
        string header,
        string? value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (value is not null)
        {
            request.Headers.Add(header, value);
        }

        return await service.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
