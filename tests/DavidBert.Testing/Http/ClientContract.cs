using System.Net;
using System.Text.RegularExpressions;

namespace DavidBert.Testing.Http;

/// <summary>What clients and their libraries expect of HTTP and JSON.</summary>
public abstract partial class ClientContract(IServiceLauncher launcher) : ServiceContract(launcher)
{
    [Theory]
    [InlineData("""{"text": "large", "texts": null, "top_k": null}""", 1)]
    [InlineData("""{"text": "large", "top_k": 3.0}""", 3)]
    [InlineData("""{"text": "large", "top_k": 3e0}""", 3)]
    public async Task Post_JsonAsOtherLanguagesWriteIt_IsAnswered(string body, int expected)
    {
        await using var service = await StartAsync();
        using var response = await service.PostAsync(body);

        Assert.Equal(expected, (await response.JsonAsync())["answer"]!["top_k"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("application/json; charset=utf8", null, HttpStatusCode.OK)]
    [InlineData("application/json; charset=\"UTF-8\"", "identity", HttpStatusCode.OK)]
    [InlineData("application/json", "Identity", HttpStatusCode.OK)]
    [InlineData("application/json", "gzip", HttpStatusCode.UnsupportedMediaType)]
    public async Task Post_NamesOfWhatIsUsual_AreTaken(string contentType, string? encoding, HttpStatusCode expected)
    {
        await using var service = await StartAsync();
        using var content = new ByteArrayContent("""{"text": "large"}"""u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        if (encoding is not null)
        {
            content.Headers.Add("Content-Encoding", encoding);
        }

        using var response = await service.Client.PostAsync(
            new Uri("/api/predict", UriKind.Relative), content, Cancellation);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Post_AnyCharacters_AreWrittenAsTheyAre()
    {
        await using var service = await StartAsync();
        using var response = await service.PostAsync("""{"texts": ["café <b> & 'large' 漢 \" \\ \u0001"]}""");
        var body = await response.Content.ReadAsStringAsync(Cancellation);

        Assert.Contains("""café <b> & 'large' 漢 \" \\ \u0001""", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/predict?text=large")]
    [InlineData("/api/predict")]
    [InlineData("/nowhere")]
    public async Task Get_AnyRequest_HasAnIdThatItsProblemNames(string path)
    {
        await using var service = await StartAsync();
        using var first = await service.GetAsync(path);
        using var second = await service.GetAsync(path);
        var ids = new[] { first, second }.Select(IdOf).ToArray();

        Assert.All(ids, id => Assert.Matches(Hexadecimal(), id));
        Assert.NotEqual(ids[0], ids[1]);
        if (!first.IsSuccessStatusCode)
        {
            Assert.Equal(ids[0], (string?)(await first.JsonAsync(first.StatusCode))["request_id"]);
        }
    }

    [Fact]
    public async Task Get_RequestOfATrace_HasItsId()
    {
        const string Trace = "0af7651916cd43dd8448eb211c80319c";
        await using var service = await StartAsync();
        using var response = await service.GetAsync(
            "/api/predict", "traceparent", $"00-{Trace}-b7ad6b7169203331-01");

        Assert.Equal(Trace, IdOf(response));
    }

    [Fact]
    public async Task Get_KeyMissing_SaysHowToSendOne()
    {
        await using var service = await StartAsync(("DavidBert:Access:Mode", "key"));
        using var response = await service.GetAsync("/api/predict?text=large");

        Assert.Equal("ApiKey realm=\"DavidBert\", header=\"x-api-key\"", response.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task Predict_WithARate_TellsWhatIsLeft()
    {
        await using var service = await StartAsync(
            ("DavidBert:RateLimit:PerMinute", "2"),
            ("DavidBert:RateLimit:Burst", "3"));
        var texts = string.Join(',', Enumerable.Repeat("\"large\"", 33)); // counts as two
        using var one = await service.GetAsync("/api/predict?text=large");
        using var two = await service.PostAsync($$"""{"texts": [{{texts}}]}""");
        using var refused = await service.GetAsync("/api/predict?text=large");
        using var health = await service.GetAsync("/api/health/live");

        Assert.Equal(["\"burst\";q=3;w=90"], one.Headers.GetValues("RateLimit-Policy"));
        Assert.Equal(["\"burst\";r=2;t=30"], one.Headers.GetValues("RateLimit"));
        Assert.Equal(["\"burst\";r=0;t=90"], two.Headers.GetValues("RateLimit"));
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(["\"burst\";r=0;t=90"], refused.Headers.GetValues("RateLimit"));
        Assert.False(health.Headers.Contains("RateLimit"));
    }

    private static string IdOf(HttpResponseMessage response) =>
        Assert.Single(response.Headers.GetValues("X-Request-Id"));

    [GeneratedRegex("^[0-9a-f]{32}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Hexadecimal();
}
