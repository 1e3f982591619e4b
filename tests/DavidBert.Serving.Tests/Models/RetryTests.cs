using DavidBert.Bundles;
using DavidBert.Serving.Tests.Storage;
using DavidBert.Testing;

namespace DavidBert.Serving.Tests.Models;

/// <summary>When a refresh that failed comes again.</summary>
public sealed class RetryTests(Azurite azurite)
{
    private const double Jitter = 0.2;
    private const double Poll = 30;
    private const double Longest = 900;

    [Fact]
    public async Task Refresh_VersionThatStaysBroken_IsFetchedLessAndLessOften()
    {
        using var first = new VersionBundle("1.0.0");
        using var broken = new VersionBundle("1.1.0");
        await using var service = await StoreService.StartAsync(azurite, first);
        await service.Store.PublishAsync(broken);
        await service.Store.PutAsync($"{TestStore.Name}/1.1.0/model.onnx", [1]);
        var attempts = new List<DateTimeOffset>();
        while (attempts.Count < 14)
        {
            service.Proxy.ForgetRequests();
            await service.StepAsync();
            Assert.Contains("model.onnx", await service.FailureAsync(first, "1.1.0"), StringComparison.Ordinal);
            if (service.Proxy.Requests.Any(request => request.IsFor(ModelManifest.FileName)))
            {
                attempts.Add(service.Time.GetUtcNow());
            }
        }

        var pauses = attempts.Zip(attempts.Skip(1), (one, next) => (next - one).TotalSeconds);
        foreach (var (number, pause) in pauses.Index())
        {
            var expected = Math.Min(Math.Pow(2, number), Longest);
            Assert.InRange(pause, expected * (1 - Jitter), expected * (1 + Jitter));
        }
    }

    [Fact]
    public async Task Refresh_PointerThatCannotBeRead_IsAskedForLessOftenButNotLessThanUsual()
    {
        using var first = new VersionBundle("1.0.0");
        await using var service = await StoreService.StartAsync(azurite, first);
        var fault = service.Proxy.Add(FaultKind.Unavailable, _ => true);
        for (var number = 0; number < 10; number++)
        {
            var expected = Math.Min(Math.Pow(2, number), Poll);
            Assert.InRange((await service.StepAsync()).TotalSeconds, expected * (1 - Jitter), expected * (1 + Jitter));
            Assert.Contains(
                "storage is failing", await service.FailureAsync(first, failed: null), StringComparison.Ordinal);
        }

        fault.Release();
        await service.StepAsync();

        Assert.Equal("unchanged", (string?)(await service.RefreshAsync())["outcome"]);
        Assert.Null((await service.RefreshAsync())["error"]);
    }

    [Fact]
    public async Task Refresh_VersionThatHeals_IsLoaded()
    {
        using var first = new VersionBundle("1.0.0");
        using var second = new VersionBundle("1.1.0", "color");
        await using var service = await StoreService.StartAsync(azurite, first);
        await service.Store.PublishAsync(second);
        await service.Store.PutAsync($"{TestStore.Name}/1.1.0/model.onnx", [1]);
        await service.StepAsync();
        await service.StepAsync();
        await service.FailureAsync(first, "1.1.0");
        await service.Store.PutAsync(
            $"{TestStore.Name}/1.1.0/model.onnx",
            await File.ReadAllBytesAsync(second.PathOf("model.onnx"), TestContext.Current.CancellationToken));
        await service.StepAsync();

        Assert.Equal(("1.1.0", "color"), (await service.VersionAsync(), await service.WordAsync()));
        Assert.Equal("loaded", (string?)(await service.RefreshAsync())["outcome"]);
    }

    [Fact]
    public async Task Refresh_PointerBackFromABrokenVersion_IsUnchangedAtOnce()
    {
        using var first = new VersionBundle("1.0.0");
        using var broken = new VersionBundle("1.1.0");
        await using var service = await StoreService.StartAsync(azurite, first);
        await service.Store.PublishAsync(broken);
        await service.Store.PutAsync($"{TestStore.Name}/1.1.0/model.onnx", [1]);
        await service.StepAsync();
        await service.Store.Store.RollbackAsync("1.0.0", TestContext.Current.CancellationToken);
        service.Proxy.ForgetRequests();
        await service.StepAsync();

        Assert.Equal(["current.json"], service.Proxy.Requests.Select(request => request.Path.Split('/')[^1]));
        Assert.Equal(
            ("unchanged", "1.0.0"),
            ((string?)(await service.RefreshAsync())["outcome"], (string?)(await service.RefreshAsync())["version"]));
    }

    [Fact]
    public async Task Refresh_StorageThatFailsAmongRetries_StillTellsOfTheBrokenVersionAfterwards()
    {
        using var first = new VersionBundle("1.0.0");
        using var broken = new VersionBundle("1.1.0");
        await using var service = await StoreService.StartAsync(azurite, first);
        await service.Store.PublishAsync(broken);
        await service.Store.PutAsync($"{TestStore.Name}/1.1.0/model.onnx", [1]);
        for (var i = 0; i < 8; i++)
        {
            await service.StepAsync(); // the pause until the next attempt is longer than that until the next look now
        }

        var fault = service.Proxy.Add(FaultKind.Unavailable, request => request.IsFor("current.json"));
        await service.StepAsync();
        Assert.Contains(
            "storage is failing", await service.FailureAsync(first, failed: null), StringComparison.Ordinal);
        fault.Release();
        await service.StepAsync();

        await service.FailureAsync(first, "1.1.0"); // the log said why when the version was tried
    }
}
