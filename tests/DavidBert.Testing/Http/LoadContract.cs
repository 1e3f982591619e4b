using System.Collections.Concurrent;

namespace DavidBert.Testing.Http;

/// <summary>Many clients at once.</summary>
public abstract class LoadContract(IServiceLauncher launcher) : ServiceContract(launcher)
{
    [Theory]
    [InlineData(10_000, false)]
    [InlineData(16, true)]
    public async Task Clients_TwoHundredAtOnce_AreAnsweredRightlyOrToldToComeBack(int queue, bool mayRefuse)
    {
        await using var service = await StartAsync(
            ("DavidBert:Batching:Queue", $"{queue}"),
            ("DavidBert:Cache:Bytes", "0"));
        var statuses = await Load.CallAsync(service, stop: null);

        Assert.Equal(Load.Requests, statuses.Values.Sum());
        Assert.True(
            statuses.Keys.All(status => status == 200 || (mayRefuse && status == 429)),
            string.Join(", ", statuses));
        Assert.True(statuses[200] > 0);
    }
}

/// <summary>Two hundred clients, each of which sends one request after the other.</summary>
public static class Load
{
    /// <summary>How many requests they send, unless they are stopped.</summary>
    public const int Requests = Clients * RequestsEach;

    private const int Clients = 200;
    private const int RequestsEach = 20;

    private static readonly (string Text, string Word)[] Phrases =
        [("fishy", "smell"), ("valuable", "value"), ("large", "size"), ("chonky", "size")];

    /// <summary>Sends them and asserts that each answer is right, or says when to come back.</summary>
    /// <param name="service">The service.</param>
    /// <param name="stop">Ends the load; null for so many requests each.</param>
    /// <returns>How often each status came.</returns>
    public static async Task<ConcurrentDictionary<int, int>> CallAsync(IRunningService service, CancellationToken? stop)
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
