using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace DavidBert.Testing.Http;

/// <summary>Who may call, and how often.</summary>
public abstract class AccessContract(IServiceLauncher launcher) : ServiceContract(launcher)
{
    private static readonly string TwoKeys = $"{HashOf("first key")}, {HashOf("second key").ToUpperInvariant()}";

    [Theory]
    [InlineData("first key", HttpStatusCode.OK)]
    [InlineData("second key", HttpStatusCode.OK)]
    [InlineData("third key", HttpStatusCode.Unauthorized)]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    public async Task Predict_KeysAskedFor_LetsInThoseKnown(string? key, HttpStatusCode expected)
    {
        await using var service = await StartAsync(KeyMode());
        foreach (var path in (string[])["/api/predict?text=large", "/api/model", "/api/words"])
        {
            using var response = await service.GetAsync(path, "x-api-key", key);
            Assert.Equal(expected, response.StatusCode);
            if (expected == HttpStatusCode.Unauthorized)
            {
                await response.ProblemAsync(401, "key-needed");
            }
        }
    }

    [Fact]
    public async Task Predict_KeysAskedFor_MayNotBeKeptBySharedCaches()
    {
        await using var service = await StartAsync(KeyMode());
        using var response = await service.GetAsync("/api/predict?text=large", "x-api-key", "first key");

        Assert.True(response.Headers.CacheControl!.Private);
    }

    [Theory]
    [InlineData("/api/health/live")]
    [InlineData("/api/health/ready")]
    [InlineData("/api/openapi.json")]
    public async Task Get_KeysAskedFor_HealthAndDescriptionStayOpen(string path)
    {
        await using var service = await StartAsync(KeyMode());
        using var response = await service.GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("WEBSITE_INSTANCE_ID")]
    [InlineData("WEBSITE_POD_NAME")]
    public async Task Predict_InAzureWithNothingSaid_AsksForAKey(string sign)
    {
        await using var service = await StartAsync((sign, "1"));
        using var response = await service.GetAsync("/api/predict?text=large");

        await response.ProblemAsync(401, "key-needed");
    }

    [Theory]
    [InlineData("localhost", null, HttpStatusCode.OK)]
    [InlineData("davidbert.localhost:7071", null, HttpStatusCode.OK)]
    [InlineData("127.0.0.1", null, HttpStatusCode.OK)]
    [InlineData("[::1]:7071", null, HttpStatusCode.OK)]
    [InlineData("192.0.2.7", null, HttpStatusCode.OK)] // no page can be of another one's address
    [InlineData("attacker.example", null, HttpStatusCode.MisdirectedRequest)]
    [InlineData("attacker.example:7071", null, HttpStatusCode.MisdirectedRequest)]
    [InlineData("localhost.attacker.example", null, HttpStatusCode.MisdirectedRequest)]
    [InlineData("127.0.0.1.attacker.example", null, HttpStatusCode.MisdirectedRequest)]
    [InlineData("notlocalhost", null, HttpStatusCode.MisdirectedRequest)]
    [InlineData("api.example.org", "api.example.org, *.example.net", HttpStatusCode.OK)]
    [InlineData("API.EXAMPLE.ORG", "api.example.org, *.example.net", HttpStatusCode.OK)]
    [InlineData("a.b.example.net", "api.example.org, *.example.net", HttpStatusCode.OK)]
    [InlineData("localhost", "api.example.org", HttpStatusCode.OK)]
    [InlineData("www.example.org", "api.example.org", HttpStatusCode.MisdirectedRequest)]
    [InlineData("attacker.example", "*", HttpStatusCode.OK)]
    public async Task Get_UnderAName_AnswersUnderItsOwnOnly(string host, string? hosts, HttpStatusCode expected)
    {
        await using var service = await StartAsync(("DavidBert:Access:Hosts", hosts));
        foreach (var path in (string[])["/api/predict?text=large", "/api/health/live", "/"])
        {
            using var response = await service.GetAsync(path, "Host", host);
            Assert.Equal(expected, response.StatusCode);
            if (expected == HttpStatusCode.MisdirectedRequest)
            {
                await response.ProblemAsync(421, "foreign-host");
            }
        }
    }

    [Fact]
    public async Task Get_InAzure_ThePlatformLooksAtNames()
    {
        await using var service = await StartAsync(("WEBSITE_INSTANCE_ID", "1"));
        using var response = await service.GetAsync("/api/health/live", "Host", "anything.example");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Predict_MoreThanTheBurst_IsToldWhenToComeBackWhileHealthAnswers()
    {
        await using var service = await StartAsync(
            ("DavidBert:RateLimit:PerMinute", "1"),
            ("DavidBert:RateLimit:Burst", "2"));
        for (var i = 0; i < 2; i++)
        {
            using var allowed = await service.GetAsync("/api/predict?text=large");
            Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
        }

        using var refused = await service.GetAsync("/api/predict?text=large");
        var problem = await refused.ProblemAsync(429, "too-many-requests");
        using var health = await service.GetAsync("/api/health/ready");

        Assert.InRange((int)problem["retry_after"]!, 1, 60);
        Assert.Equal(refused.Headers.RetryAfter!.Delta, TimeSpan.FromSeconds((int)problem["retry_after"]!));
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
    }

    [Fact]
    public async Task Predict_TwoKeys_HaveARateEach()
    {
        await using var service = await StartAsync(
            KeyMode(("DavidBert:RateLimit:PerMinute", "1"), ("DavidBert:RateLimit:Burst", "1")));
        using var first = await service.GetAsync("/api/predict?text=large", "x-api-key", "first key");
        using var again = await service.GetAsync("/api/predict?text=large", "x-api-key", "first key");
        using var second = await service.GetAsync("/api/predict?text=large", "x-api-key", "second key");

        Assert.Equal([200, 429, 200], new[] { first, again, second }.Select(response => (int)response.StatusCode));
    }

    [Fact]
    public async Task Predict_ClientWritesAnotherAddress_IsNotBelieved()
    {
        await using var service = await StartAsync(
            ("DavidBert:RateLimit:PerMinute", "2"),
            ("DavidBert:RateLimit:Burst", "1"));
        using var first = await service.GetAsync("/api/predict?text=large", "X-Forwarded-For", "203.0.113.7");
        using var second = await service.GetAsync("/api/predict?text=large", "X-Forwarded-For", "203.0.113.8");

        Assert.Equal([200, 429], new[] { first, second }.Select(response => (int)response.StatusCode));
    }

    private static (string, string?)[] KeyMode(params (string, string?)[] more) =>
        [("DavidBert:Access:Mode", "key"), ("DavidBert:Access:KeyHashes", TwoKeys), .. more];

    private static string HashOf(string key)
        => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key))).ToLowerInvariant();
}
