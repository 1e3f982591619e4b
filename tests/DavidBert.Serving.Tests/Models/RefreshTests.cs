using DavidBert.Serving.Tests.Storage;
using DavidBert.Testing;
using DavidBert.Testing.Http;

namespace DavidBert.Serving.Tests.Models;

public sealed class RefreshTests(Azurite azurite)
{
    [Fact]
    public async Task Start_PublishedVersion_AnswersAndTellsWhereItIsFrom()
    {
        using var bundle = new VersionBundle("1.0.0");
        await using var service = await StoreService.StartAsync(azurite, bundle);
        var model = await service.ModelAsync();

        Assert.Equal(bundle.Sha256, (string?)model["hash"]);
        Assert.EndsWith("/models/attributes/1.0.0", (string?)model["source"], StringComparison.Ordinal);
        Assert.DoesNotContain(service.Store.Account.Key, model.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("loaded", (string?)model["refresh"]!["outcome"]);
        Assert.Null(model["refresh"]!["error"]);
        Assert.Equal("weight", await service.WordAsync());
    }

    [Fact]
    public async Task Start_UntilTheModelIsLoaded_Says503AndWhenToComeBack()
    {
        using var bundle = new VersionBundle("1.0.0");
        await using var service = await StoreService.PrepareAsync(azurite);
        await service.Store.PublishAsync(bundle);
        var hold = service.Proxy.Add(FaultKind.Hold, request => request.IsDownload && request.IsFor("model.onnx"));
        await service.StartAsync();
        await hold.Met;

        foreach (var path in (string[])["/api/predict?text=large", "/api/model", "/api/health/ready"])
        {
            using var early = await service.Http.GetAsync(path);
            await early.ProblemAsync(503, "no-model");
            Assert.True(early.Headers.RetryAfter!.Delta > TimeSpan.Zero);
        }

        using var live = await service.Http.GetAsync("/api/health/live");
        Assert.True(live.IsSuccessStatusCode);
        hold.Release();
        await service.StepAsync();
        using var ready = await service.Http.GetAsync("/api/health/ready");
        Assert.Equal("1.0.0", (string?)(await ready.JsonAsync())["model"]!["version"]);
    }

    [Theory]
    [InlineData(FaultKind.Unavailable)]
    [InlineData(FaultKind.Disconnect)]
    public async Task Start_StorageThatComesLater_LoadsThenAndSays503UntilThen(FaultKind kind)
    {
        using var bundle = new VersionBundle("1.0.0");
        await using var service = await StoreService.PrepareAsync(azurite);
        await service.Store.PublishAsync(bundle);
        var fault = service.Proxy.Add(kind, _ => true);
        await service.StartAsync();
        for (var i = 0; i < 3; i++)
        {
            await service.StepAsync();
            using var early = await service.Http.GetAsync("/api/predict?text=large");
            await early.ProblemAsync(503, "no-model");
        }

        fault.Release();
        await service.StepAsync();

        Assert.Equal("1.0.0", await service.VersionAsync());
    }

    [Fact]
    public async Task Start_EmptyStore_LoadsTheFirstVersionThatIsPublished()
    {
        using var bundle = new VersionBundle("1.0.0");
        await using var service = await StoreService.PrepareAsync(azurite);
        await service.StartAsync();
        await service.StepAsync();
        Assert.Contains("davidbert publish", service.Http.LoadFailure, StringComparison.Ordinal);
        await service.Store.PublishAsync(bundle);
        await service.StepAsync();

        Assert.Equal("1.0.0", await service.VersionAsync());
    }

    [Fact]
    public async Task Start_Again_TakesTheModelFromTheCache()
    {
        using var bundle = new VersionBundle("1.0.0");
        await using var service = await StoreService.StartAsync(azurite, bundle);
        Assert.Contains(service.Proxy.Requests, request => request.IsFor("model.onnx"));
        await service.StopAsync();
        service.Proxy.ForgetRequests();
        await service.StartAsync();
        await service.StepAsync();

        Assert.Equal("current.json", Assert.Single(service.Proxy.Requests).Path.Split('/')[^1]);
        Assert.Equal(("1.0.0", "weight"), (await service.VersionAsync(), await service.WordAsync()));
    }

    [Fact]
    public async Task Refresh_NothingNew_DownloadsNothingAndTellsSo()
    {
        using var bundle = new VersionBundle("1.0.0");
        await using var service = await StoreService.StartAsync(azurite, bundle);
        service.Proxy.ForgetRequests();
        await service.StepAsync();
        await service.StepAsync();

        Assert.Equal(
            ["current.json", "current.json"], service.Proxy.Requests.Select(request => request.Path.Split('/')[^1]));
        Assert.Equal("unchanged", (string?)(await service.RefreshAsync())["outcome"]);
        Assert.Equal(service.Time.GetUtcNow(), (DateTimeOffset?)(await service.RefreshAsync())["at"]);
    }

    [Fact]
    public async Task Refresh_NextVersionAndRollback_AnswersWithTheOnePointedAt()
    {
        using var first = new VersionBundle("1.0.0", "weight");
        using var second = new VersionBundle("1.1.0", "color");
        await using var service = await StoreService.StartAsync(azurite, first);
        await service.Store.PublishAsync(second);
        Assert.Equal("weight", await service.WordAsync());
        await service.StepAsync();
        Assert.Equal(("1.1.0", "color"), (await service.VersionAsync(), await service.WordAsync()));
        await service.Store.Store.RollbackAsync(version: null, TestContext.Current.CancellationToken);
        service.Proxy.ForgetRequests();
        await service.StepAsync();

        Assert.Equal(("1.0.0", "weight"), (await service.VersionAsync(), await service.WordAsync()));
        // It is kept in the cache
        Assert.DoesNotContain(service.Proxy.Requests, request => request.IsFor("model.onnx"));
    }

    [Fact]
    public async Task Refresh_Pauses_AreThePollIntervalWithSomeJitter()
    {
        using var bundle = new VersionBundle("1.0.0");
        await using var service = await StoreService.StartAsync(azurite, bundle);
        var pauses = new List<TimeSpan>();
        for (var i = 0; i < 8; i++)
        {
            pauses.Add(await service.StepAsync());
        }

        Assert.All(pauses, pause => Assert.InRange(pause.TotalSeconds, 24, 36));
        Assert.True(pauses.Distinct().Count() > 1);
    }

    [Fact]
    public async Task Stop_DuringADownload_EndsAtOnce()
    {
        using var bundle = new VersionBundle("1.0.0");
        await using var service = await StoreService.PrepareAsync(azurite);
        await service.Store.PublishAsync(bundle);
        var hold = service.Proxy.Add(FaultKind.Hold, request => request.IsDownload && request.IsFor("model.onnx"));
        await service.StartAsync();
        await hold.Met;

        await service.StopAsync(); // the download is never released
        Assert.False(hold.Released.IsCompleted);
    }
}
