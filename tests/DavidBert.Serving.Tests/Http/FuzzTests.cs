using DavidBert.Serving.Tests.Telemetry;
using Microsoft.Extensions.Logging;

namespace DavidBert.Serving.Tests.Http;

public sealed class FuzzTests
{
    private const int Requests = 10_000;
    private const int Connections = 8;
    private const int Seed = 20_261_123;

    /// <summary>
    /// Ten thousand seeded requests, most of them broken somewhere: none is answered with 500, and the service goes on.
    /// </summary>
    [Fact]
    public async Task Requests_OfAnyKind_NeverFailTheService()
    {
        using var log = new LogCapture();
        await using var service = await RunningService.StartAsync(
            new() { ["DavidBert:Limits:BodyBytes"] = "65536" },
            configure: builder => builder.Logging.AddProvider(log).SetMinimumLevel(LogLevel.Debug));
        var counts = new int[600];
        await Parallel.ForAsync(0, Connections, TestContext.Current.CancellationToken, async (worker, _) =>
        {
            var random = new Random(Seed + worker);
            for (var i = 0; i < Requests / Connections; i++)
            {
                Interlocked.Increment(ref counts[await SendAsync(service, random)]);
            }
        });

        Assert.Equal(Requests, counts.Sum());
        var fault = log.Entries.FirstOrDefault(entry => entry.Exception is not null)?.Exception;
        Assert.True(counts[500] == 0, $"{counts[500]} answers of 500: {fault}");
        foreach (var expected in (int[])[200, 400, 404, 405, 413, 415, 422])
        {
            Assert.True(counts[expected] > 0, $"No request was answered with {expected}.");
        }

        using var response = await service.GetAsync("/api/predict?text=large");
        Assert.Equal("size", (string?)(await response.JsonAsync())["answer"]!["word"]);
    }

    private static async Task<int> SendAsync(RunningService service, Random random)
    {
        await using var connection = await RawConnection.OpenAsync(service.Address);
        var (bytes, isWhole) = FuzzedRequest.Make(random);
        await connection.WriteAsync(bytes);
        if (!isWhole)
        {
            connection.EndWriting(); // the server would wait for the rest
        }

        return await connection.StatusAsync();
    }
}
