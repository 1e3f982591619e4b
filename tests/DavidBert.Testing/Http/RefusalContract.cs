using System.Net;
using System.Text;

namespace DavidBert.Testing.Http;

/// <summary>Requests that cannot be answered, and what is said of them.</summary>
public abstract class RefusalContract(IServiceLauncher launcher) : ServiceContract(launcher)
{
    [Theory]
    [InlineData("", 400, "not-json", null)]
    [InlineData("{", 400, "not-json", null)]
    [InlineData("large", 400, "not-json", null)]
    [InlineData("[\"large\"]", 400, "not-json", null)]
    [InlineData("\"large\"", 400, "not-json", null)]
    [InlineData("null", 400, "not-json", null)]
    [InlineData("{\"text\": \"large\"} x", 400, "not-json", null)]
    [InlineData("{\"text\": \"large\",}", 400, "not-json", null)]
    [InlineData("{}", 400, "missing-field", "text")]
    [InlineData("{\"top_k\": 3}", 400, "missing-field", "text")]
    [InlineData("{\"text\": \"large\", \"model\": \"x\"}", 400, "unknown-field", "model")]
    [InlineData("{\"Text\": \"large\"}", 400, "unknown-field", "Text")]
    [InlineData("{\"text\": null}", 400, "missing-field", "text")]
    [InlineData("{\"text\": null, \"texts\": null}", 400, "missing-field", "text")]
    [InlineData("{\"text\": \"large\", \"top_k\": 3.01}", 400, "wrong-value", "top_k")]
    [InlineData("{\"text\": \"large\", \"top_k\": 1e400}", 400, "wrong-value", "top_k")]
    [InlineData("{\"text\": \"large\", \"top_k\": 3e9}", 400, "wrong-value", "top_k")]
    [InlineData("{\"text\": 5}", 400, "wrong-value", "text")]
    [InlineData("{\"text\": [\"large\"]}", 400, "wrong-value", "text")]
    [InlineData("{\"text\": \"\\ud800\"}", 400, "wrong-value", "text")]
    [InlineData("{\"texts\": \"large\"}", 400, "wrong-value", "texts")]
    [InlineData("{\"texts\": []}", 400, "wrong-value", "texts")]
    [InlineData("{\"texts\": [\"large\", 1]}", 400, "wrong-value", "texts[1]")]
    [InlineData("{\"texts\": [\"large\", null]}", 400, "wrong-value", "texts[1]")]
    [InlineData("{\"text\": \"large\", \"top_k\": 0}", 400, "wrong-value", "top_k")]
    [InlineData("{\"text\": \"large\", \"top_k\": 101}", 400, "wrong-value", "top_k")]
    [InlineData("{\"text\": \"large\", \"top_k\": 1.5}", 400, "wrong-value", "top_k")]
    [InlineData("{\"text\": \"large\", \"top_k\": \"3\"}", 400, "wrong-value", "top_k")]
    [InlineData("{\"text\": \"large\", \"top_k\": 99999999999999999999}", 400, "wrong-value", "top_k")]
    [InlineData("{\"text\": \"large\", \"texts\": [\"large\"]}", 400, "ambiguous-fields", "texts")]
    [InlineData("{\"text\": \"large\", \"text\": \"small\"}", 400, "ambiguous-fields", "text")]
    [InlineData("{\"text\": \"\"}", 422, "cannot-be-answered", "text")]
    [InlineData("{\"text\": \" \\t\"}", 422, "cannot-be-answered", "text")]
    [InlineData("{\"text\": \"漢字\"}", 422, "cannot-be-answered", "text")]
    public async Task Post_BodyThatCannotBe_SaysWhichFieldAndWhy(string body, int status, string type, string? field)
    {
        await using var service = await StartAsync();
        using var response = await service.PostAsync(body);

        await response.ProblemAsync(status, type, field);
    }

    [Fact]
    public async Task Post_BrokenUtf8_IsRefused()
    {
        await using var service = await StartAsync();
        using var response = await service.PostAsync([.. "{\"text\": \""u8, 0xC3, 0x28, .. "\"}"u8]);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=utf-16")]
    public async Task Post_OtherContentType_IsRefused(string? contentType)
    {
        await using var service = await StartAsync();
        using var response = await service.PostAsync("{\"text\": \"large\"}"u8.ToArray(), contentType);

        await response.ProblemAsync(415, "unsupported-media-type");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Post_LargeBody_IsRefusedWithOrWithoutALength(bool chunked)
    {
        await using var service = await StartAsync(("DavidBert:Limits:BodyBytes", "100"));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/predict")
        {
            Content = new StringContent(
                $$"""{"text": "{{new string('a', 100)}}"}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.TransferEncodingChunked = chunked;
        using var response = await service.Client.SendAsync(request, Cancellation);

        await response.ProblemAsync(413, "body-too-large");
    }

    [Fact]
    public async Task Post_MoreTextsThanTheLimit_IsRefused()
    {
        await using var service = await StartAsync(("DavidBert:Limits:Texts", "2"));
        using var most = await service.PostAsync("""{"texts": ["large", "large"]}""");
        using var more = await service.PostAsync("""{"texts": ["large", "large", "large"]}""");

        Assert.Equal(HttpStatusCode.OK, most.StatusCode);
        await more.ProblemAsync(413, "list-too-large", "texts");
    }

    [Fact]
    public async Task Post_TextOverTheLimit_IsRefused()
    {
        await using var service = await StartAsync();
        using var response = await service.PostAsync($$"""{"text": "{{new string('a', 10_001)}}"}""");

        await response.ProblemAsync(413, "text-too-long", "text");
    }

    [Theory]
    [InlineData("/api/predict", "missing-field", "text")]
    [InlineData("/api/predict?text=large&text=small", "ambiguous-fields", "text")]
    [InlineData("/api/predict?text=large&k=3", "unknown-field", "k")]
    [InlineData("/api/predict?text=large&top_k=x", "wrong-value", "top_k")]
    [InlineData("/api/predict?text=large&top_k=+3", "wrong-value", "top_k")]
    [InlineData("/api/predict?text=caf%E9", "wrong-value", "text")]
    [InlineData("/api/predict?text=caf%C3", "wrong-value", "text")]
    [InlineData("/api/predict?text=%ED%A0%80", "wrong-value", "text")]
    public async Task Get_QueryThatCannotBe_SaysWhichParameterAndWhy(string path, string type, string field)
    {
        await using var service = await StartAsync();
        using var response = await service.GetAsync(path);

        await response.ProblemAsync(400, type, field);
        Assert.Null(response.Headers.ETag);
    }

    [Fact]
    public async Task Get_TextThatCannotBeAnswered_HasNoTag()
    {
        await using var service = await StartAsync();
        using var response = await service.GetAsync("/api/predict?text=");

        Assert.Equal("empty", (string?)(await response.ProblemAsync(422, "cannot-be-answered", "text"))["code"]);
        Assert.Null(response.Headers.ETag);
    }

    [Theory]
    [InlineData("/nowhere")]
    [InlineData("/api")]
    [InlineData("/api/predict/large")]
    public async Task Get_OtherPath_IsNotFound(string path)
    {
        await using var service = await StartAsync();
        using var response = await service.GetAsync(path);

        await response.ProblemAsync(404, "not-found");
    }

    [Theory]
    [InlineData("PUT", "/api/predict", "GET, HEAD, POST")]
    [InlineData("OPTIONS", "/api/predict", "GET, HEAD, POST")]
    [InlineData("POST", "/api/model", "GET, HEAD")]
    [InlineData("DELETE", "/", "GET, HEAD")]
    public async Task Send_OtherMethod_SaysWhichAreAllowed(string method, string path, string allowed)
    {
        await using var service = await StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await service.Client.SendAsync(request, Cancellation);

        await response.ProblemAsync(405, "method-not-allowed");
        Assert.Equal(allowed, string.Join(", ", response.Content.Headers.Allow.Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Get_NoModelYet_AsksToComeBack()
    {
        await using var service = await StartAsync(new ServiceSetup { WithModel = false });
        foreach (var path in (string[])["/api/predict?text=large", "/api/model", "/api/words", "/api/health/ready"])
        {
            using var response = await service.GetAsync(path);
            var problem = await response.ProblemAsync(503, "no-model");
            Assert.Equal("pending", (string?)problem["refresh"]!["outcome"]);
            Assert.Equal(response.Headers.RetryAfter!.Delta, TimeSpan.FromSeconds((int)problem["retry_after"]!));
        }

        using var live = await service.GetAsync("/api/health/live");
        Assert.Equal("live", (string?)(await live.JsonAsync())["status"]);
    }
}
