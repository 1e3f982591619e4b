namespace DavidBert.Testing.Http;

/// <summary>Requests of any kind.</summary>
public abstract class FuzzContract(IServiceLauncher launcher, int requests) : ServiceContract(launcher)
{
    private const int Connections = 8;
    private const int Seed = 20_261_123;

    /// <summary>
    /// Seeded requests, most of them broken somewhere: none is answered with 500, and the service goes on.
    /// </summary>
    [Fact]
    public async Task Requests_OfAnyKind_NeverFailTheService()
    {
        await using var service = await StartAsync(("DavidBert:Limits:BodyBytes", "65536"));
        var counts = new int[600];
        await Parallel.ForAsync(0, Connections, Cancellation, async (worker, _) =>
        {
            var random = new Random(Seed + worker);
            for (var i = 0; i < requests / Connections; i++)
            {
                Interlocked.Increment(ref counts[await SendAsync(service, random)]);
            }
        });

        Assert.Equal(requests, counts.Sum());
        Assert.True(counts[500..].Sum() == 0, $"{counts[500..].Sum()} answers of 500 and above. {service.Log}");
        foreach (var expected in (int[])[200, 400, 404, 405, 413, 415, 422])
        {
            Assert.True(counts[expected] > 0, $"No request was answered with {expected}.");
        }

        using var response = await service.GetAsync("/api/predict?text=large");
        Assert.Equal("size", (string?)(await response.JsonAsync())["answer"]!["word"]);
    }

    private static async Task<int> SendAsync(IRunningService service, Random random)
    {
        await using var connection = await RawConnection.OpenAsync(service.Client.BaseAddress!);
        var (bytes, isWhole) = FuzzedRequest.Make(random);
        await connection.WriteAsync(bytes);
        if (!isWhole)
        {
            connection.EndWriting(); // the server would wait for the rest
        }

        return await connection.StatusAsync();
    }
}
