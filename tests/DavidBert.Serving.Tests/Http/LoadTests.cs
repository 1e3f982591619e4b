using DavidBert.Testing.Http;

namespace DavidBert.Serving.Tests.Http;

public sealed class LoadTests
{
    [Fact]
    public async Task Swap_UnderLoad_FailsNoRequest()
    {
        await using var service = await RunningService.StartAsync(new()
        {
            ["DavidBert:Batching:Queue"] = "10000",
            ["DavidBert:Cache:Bytes"] = "0",
        });
        using var stop = new CancellationTokenSource();
        var load = DavidBert.Testing.Http.Load.CallAsync(service, stop.Token);
        for (var i = 0; i < 30; i++)
        {
            service.Load();
            // A swap for every few answers, not all at once.
            using var response = await service.GetAsync("/api/predict?text=large");
            await response.JsonAsync();
        }

        await stop.CancelAsync();
        var statuses = await load;

        Assert.Equal([200], statuses.Keys);
    }
}
