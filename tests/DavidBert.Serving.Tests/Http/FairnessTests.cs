using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using DavidBert.Serving.Models;
using DavidBert.Serving.Tests.Page;

namespace DavidBert.Serving.Tests.Http;

/// <summary>
/// One client that sends as much as it can, on default settings, and another one that asks for single phrases.
/// </summary>
public sealed class FairnessTests(ITestOutputHelper output)
{
    private const int Requests = 60;
    private const int Singles = 80;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Post_OneClientSendsSixtyThousandTexts_AnotherIsAnswered()
    {
        await using var service = await StartAsync();
        var texts = Enumerable.Range(0, 1_000).Select(
            i => (JsonNode)$"a very large and valuable thing, number {i}, that smells fishy");
        var body = new JsonObject { ["texts"] = new JsonArray([.. texts]) }.ToJsonString();
        var quiet = await SinglesAsync(service, "quiet");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var bulk = Enumerable.Range(0, Requests).Select(_ => SendAsync(service, "bulk", body, stop.Token)).ToArray();
        var busy = await SinglesAsync(service, "single");
        await stop.CancelAsync();
        await Task.WhenAll(bulk.Select(task => task.ContinueWith(_ => { }, TaskScheduler.Default)));

        Assert.All(busy, single => Assert.Equal(HttpStatusCode.OK, single.Status));
        Assert.Contains(
            bulk, task => task.IsCompletedSuccessfully && task.Result.Status == HttpStatusCode.TooManyRequests);
        output.WriteLine($"p50 {Percentile(quiet, 0.5):F1} → {Percentile(busy, 0.5):F1} ms, "
            + $"p99 {Percentile(quiet, 0.99):F1} → {Percentile(busy, 0.99):F1} ms");
    }

    [Fact]
    public async Task Post_LongList_CountsAsManyRequests()
    {
        await using var service = await StartAsync(new()
        {
            ["DavidBert:RateLimit:PerMinute"] = "1",
            ["DavidBert:RateLimit:Burst"] = "10",
        });
        var body = new JsonObject
        {
            ["texts"] = new JsonArray([.. Enumerable.Repeat(0, 1_000).Select(_ => (JsonNode)"large")]),
        }.ToJsonString();
        var first = await SendAsync(service, "bulk", body, Cancellation);
        var second = await SendAsync(service, "bulk", """{"text": "large"}""", Cancellation);
        var other = await SendAsync(service, "single", """{"text": "large"}""", Cancellation);

        Assert.Equal(
            (HttpStatusCode.OK, HttpStatusCode.TooManyRequests, HttpStatusCode.OK),
            (first.Status, second.Status, other.Status));
    }

    /// <summary>The default model, and clients told apart by their keys.</summary>
    private static async Task<RunningService> StartAsync(Dictionary<string, string?>? settings = null)
    {
        settings ??= new() { ["DavidBert:RateLimit:PerMinute"] = "600" };
        settings["DavidBert:Access:Mode"] = "key";
        settings["DavidBert:Access:KeyHashes"] = $"{Hash("bulk")},{Hash("single")},{Hash("quiet")}";
        settings["DavidBert:Cache:Bytes"] = "0";
        var service = await RunningService.StartAsync(settings, withModel: false);
        service.Models.Swap(new ServedModel(
            Predictor.Load(PageFiles.DefaultBundle, new PredictorOptions { MaxCharacters = 10_000 }),
            "0",
            "test",
            DateTimeOffset.UnixEpoch));
        return service;
    }

    private static async Task<(HttpStatusCode Status, double Milliseconds)[]> SinglesAsync(
        RunningService service, string key)
    {
        var answers = new (HttpStatusCode Status, double Milliseconds)[Singles];
        for (var i = 0; i < answers.Length; i++)
        {
            answers[i] = await SendAsync(service, key, $$"""{"text": "very large {{i}}"}""", Cancellation);
        }

        return answers;
    }

    private static async Task<(HttpStatusCode Status, double Milliseconds)> SendAsync(
        RunningService service, string key, string body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/predict")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("x-api-key", key);
        var started = Stopwatch.GetTimestamp();
        using var response = await service.Client.SendAsync(request, cancellation);
        await response.Content.ReadAsByteArrayAsync(cancellation);
        return (response.StatusCode, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    private static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private static double Percentile((HttpStatusCode Status, double Milliseconds)[] answers, double share) =>
        answers.Select(answer => answer.Milliseconds).Order().ElementAt((int)(share * (answers.Length - 1)));
}
