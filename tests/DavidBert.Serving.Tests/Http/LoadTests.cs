using System.Collections.Concurrent;

namespace DavidBert.Serving.Tests.Http;

public sealed class LoadTests
{
    private const int Clients = 200;
    private const int RequestsEach = 20;

    private static readonly (string Text, string Word)[] Phrases =
    [
        ("fishy", "smell"), ("valuable", "value"), ("large", "size"), ("chonky", "size"),
    ];

    [Theory]
    [InlineData(10_000, false)]
    [InlineData(16, true)]
    public async Task Clients_TwoHundredAtOnce_AreAnsweredRightlyOrToldToComeBack(int queue, bool mayRefuse)
    {
        await using var service = await RunningService.StartAsync(new()
        {
            ["DavidBert:Batching:Queue"] = $"{queue}",
            ["DavidBert:Cache:Bytes"] = "0",
        });
        var statuses = await CallAsync(service, stop: null);

        Assert.Equal(Clients * RequestsEach, statuses.Values.Sum());
        Assert.True(
            statuses.Keys.All(status => status == 200 || (mayRefuse && status == 429)), string.Join(", ", statuses));
        Assert.True(statuses[200] > 0);
    }

    [Fact]
    public async Task Swap_UnderLoad_FailsNoRequest()
    {
        await using var service = await RunningService.StartAsync(new()
        {
            ["DavidBert:Batching:Queue"] = "10000",
            ["DavidBert:Cache:Bytes"] = "0",
        });
        using var stop = new CancellationTokenSource();
        var load = CallAsync(service, stop.Token);
        for (var i = 0; i < 30; i++)
        {
            service.Load();
            // A swap for every few answers, not all at once
            using var response = await service.GetAsync("/api/predict?text=large");
            await response.JsonAsync();
        }

        await stop.CancelAsync();
        var statuses = await load;

        Assert.Equal([200], statuses.Keys);
    }

    private static async Task<ConcurrentDictionary<int, int>> CallAsync(RunningService service, CancellationToken? stop)
    {
        var statuses = new ConcurrentDictionary<int, int>();
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async client =>
        {
            for (var i = 0; stop is { } token ? !token.IsCancellationRequested : i < RequestsEach; i++)
            {
                var (text, word) = Phrases[(client + i) % Phrases.Length];
                using var response = await service.PostAsync($$"""{"text": "{{text}}"}""");
                statuses.AddOrUpdate((int)response.StatusCode, 1, (_, count) => count + 1);
                if (response.IsSuccessStatusCode)
                {
                    Assert.Equal(word, (string?)(await response.JsonAsync())["answer"]!["word"]);
                }
                else if ((int)response.StatusCode == 429)
                {
                    await response.ProblemAsync(429, "too-many-in-flight");
                    Assert.NotNull(response.Headers.RetryAfter);
                }
            }
        }));
        return statuses;
    }
}
