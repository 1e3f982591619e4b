using System.Net;
using System.Security.Cryptography;
using System.Text;
using DavidBert.Serving.Configuration;
using DavidBert.Serving.Http;
using DavidBert.Serving.Tests.Http;

namespace DavidBert.Serving.Tests.Access;

public sealed class AccessTests
{
    private static readonly string TwoKeys = $"{HashOf("first key")}, {HashOf("second key").ToUpperInvariant()}";

    [Theory]
    [InlineData("first key", HttpStatusCode.OK)]
    [InlineData("second key", HttpStatusCode.OK)]
    [InlineData("third key", HttpStatusCode.Unauthorized)]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    public async Task Predict_KeysAskedFor_LetsInThoseKnown(string? key, HttpStatusCode expected)
    {
        await using var service = await RunningService.StartAsync(KeyMode());
        foreach (var path in (string[])["/api/predict?text=large", "/api/model"])
        {
            using var response = await SendAsync(service, path, key);
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
        await using var service = await RunningService.StartAsync(KeyMode());
        using var response = await SendAsync(service, "/api/predict?text=large", "first key");

        Assert.True(response.Headers.CacheControl!.Private);
    }

    [Theory]
    [InlineData("/api/health/live")]
    [InlineData("/api/health/ready")]
    [InlineData("/api/openapi.json")]
    public async Task Get_KeysAskedFor_HealthAndDescriptionStayOpen(string path)
    {
        await using var service = await RunningService.StartAsync(KeyMode());
        using var response = await service.GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("WEBSITE_INSTANCE_ID")]
    [InlineData("WEBSITE_POD_NAME")]
    public async Task Predict_InAzureWithNothingSaid_AsksForAKey(string sign)
    {
        await using var service = await RunningService.StartAsync(new() { [sign] = "1" });
        using var response = await service.GetAsync("/api/predict?text=large");

        await response.ProblemAsync(401, "key-needed");
    }

    [Fact]
    public void AccessPolicy_HashThatIsNone_NamesTheSettingAndNotTheValue()
    {
        var e = Assert.Throws<SettingsException>(
            () => new AccessPolicy(new AccessOptions { KeyHashes = "my secret" }, inAzure: false));

        Assert.Contains("DavidBert__Access__KeyHashes", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("my secret", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Predict_MoreThanTheBurst_IsToldWhenToComeBackWhileHealthAnswers()
    {
        await using var service = await RunningService.StartAsync(new()
        {
            ["DavidBert:RateLimit:PerMinute"] = "1",
            ["DavidBert:RateLimit:Burst"] = "2",
        });
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
        var settings = KeyMode();
        settings["DavidBert:RateLimit:PerMinute"] = "1";
        settings["DavidBert:RateLimit:Burst"] = "1";
        await using var service = await RunningService.StartAsync(settings);
        using var first = await SendAsync(service, "/api/predict?text=large", "first key");
        using var again = await SendAsync(service, "/api/predict?text=large", "first key");
        using var second = await SendAsync(service, "/api/predict?text=large", "second key");

        Assert.Equal([200, 429, 200], new[] { first, again, second }.Select(response => (int)response.StatusCode));
    }

    [Fact]
    public async Task Predict_InAzure_CountsTheAddressThatTheFrontEndAppended()
    {
        await using var service = await RunningService.StartAsync(new()
        {
            ["WEBSITE_INSTANCE_ID"] = "1",
            ["DavidBert:Access:Mode"] = "open",
            ["DavidBert:RateLimit:PerMinute"] = "1",
            ["DavidBert:RateLimit:Burst"] = "1",
        });
        var statuses = new List<int>();
        foreach (var forwarded in (string[])["203.0.113.7:4321", "198.51.100.1, 203.0.113.7:99", "203.0.113.8:1"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/predict?text=large");
            request.Headers.Add("X-Forwarded-For", forwarded);
            using var response = await service.Client.SendAsync(request, TestContext.Current.CancellationToken);
            statuses.Add((int)response.StatusCode);
        }

        Assert.Equal([200, 429, 200], statuses);
    }

    private static Dictionary<string, string?> KeyMode() => new(StringComparer.Ordinal)
    {
        ["DavidBert:Access:Mode"] = "key",
        ["DavidBert:Access:KeyHashes"] = TwoKeys,
    };

    private static async Task<HttpResponseMessage> SendAsync(RunningService service, string path, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (key is not null)
        {
            request.Headers.Add("x-api-key", key);
        }

        return await service.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static string HashOf(string key) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key))).ToLowerInvariant();
}
