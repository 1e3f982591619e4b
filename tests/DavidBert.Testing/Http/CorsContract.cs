using System.Net;

namespace DavidBert.Testing.Http;

/// <summary>Which web pages may call.</summary>
public abstract class CorsContract(IServiceLauncher launcher) : ServiceContract(launcher)
{
    private const string Allowed = "https://www.example.org";

    [Theory]
    [InlineData(Allowed, Allowed)]
    [InlineData("https://other.example", null)]
    public async Task Preflight_OriginsConfigured_LetsThoseCall(string origin, string? expected)
    {
        await using var service = await StartAsync(("DavidBert:Cors:Origins", $"{Allowed}, https://b.example"));
        using var request = From(HttpMethod.Options, origin);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "content-type,x-api-key");
        using var response = await service.Client.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(expected, OriginOf(response));
    }

    [Theory]
    [InlineData(Allowed, "/api/predict?text=large")]
    [InlineData(Allowed, "/api/predict")] // a page reads errors too
    public async Task Get_OriginConfigured_MayReadAnswersAndErrors(string origin, string path)
    {
        await using var service = await StartAsync(("DavidBert:Cors:Origins", Allowed));
        using var request = From(HttpMethod.Get, origin, path);
        using var response = await service.Client.SendAsync(request, Cancellation);

        Assert.Equal(Allowed, OriginOf(response));
        Assert.Equal(["Accept-Encoding", "Origin"], response.Headers.Vary);
    }

    [Fact]
    public async Task Get_NothingConfigured_NoOriginMayRead()
    {
        await using var service = await StartAsync();
        using var request = From(HttpMethod.Get, Allowed);
        using var response = await service.Client.SendAsync(request, Cancellation);

        Assert.Null(OriginOf(response));
    }

    private static HttpRequestMessage From(HttpMethod method, string origin, string path = "/api/predict?text=large")
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Add("Origin", origin);
        return request;
    }

    private static string? OriginOf(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Access-Control-Allow-Origin", out var values) ? string.Join(',', values) : null;
}
