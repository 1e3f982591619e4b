using System.Text.Json.Nodes;
using DavidBert.Serving.Models;
using DavidBert.Serving.Tests.Http;
using DavidBert.Serving.Tests.Storage;
using DavidBert.Testing;
using DavidBert.Testing.Http;
using Microsoft.Extensions.DependencyInjection;

namespace DavidBert.Serving.Tests.Models;

/// <summary>The service with its own refresher before a store in the emulator, reached by way of a proxy.</summary>
internal sealed class StoreService : IAsyncDisposable
{
    private readonly string cacheFolder = Directory.CreateTempSubdirectory("davidbert-cache-").FullName;

    private StoreService(TestStore store, FaultProxy proxy) => (Store, Proxy) = (store, proxy);

    public TestStore Store { get; }

    public FaultProxy Proxy { get; }

    public StepTime Time { get; } = new();

    public RunningService Http { get; private set; } = null!;

    /// <summary>Prepares storage; nothing runs yet.</summary>
    public static async Task<StoreService> PrepareAsync(Azurite azurite)
    {
        var account = await azurite.NewAccountAsync();
        return new StoreService(new TestStore(account), await FaultProxy.StartAsync(account.Blobs));
    }

    /// <summary>Prepares storage with a version, and runs until it answers.</summary>
    public static async Task<StoreService> StartAsync(Azurite azurite, VersionBundle bundle)
    {
        var service = await PrepareAsync(azurite);
        await service.Store.PublishAsync(bundle);
        await service.StartAsync();
        await service.StepAsync();
        Assert.Equal(bundle.Version, await service.VersionAsync());
        return service;
    }

    public async Task StartAsync() => Http = await RunningService.StartAsync(
        new() { ["DavidBert:Batching:Queue"] = "10000", ["DavidBert:Cache:Bytes"] = "0" },
        withModel: false,
        builder =>
        {
            var cache = new ModelCache(cacheFolder, limit: 1 << 30, Time);
            builder.Services.AddSingleton<TimeProvider>(Time);
            builder.Services.AddSingleton<IModelSource>(
                new StoreSource(TestStore.Open(Store.Account.Via(Proxy.Address)), cache));
        },
        refreshes: true);

    /// <inheritdoc cref="StepTime.StepAsync"/>
    public Task<TimeSpan> StepAsync() => Time.StepAsync();

    public async Task<JsonNode> ModelAsync()
    {
        using var response = await Http.GetAsync("/api/model");
        return await response.JsonAsync();
    }

    public async Task<string> VersionAsync() => (string)(await ModelAsync())["version"]!;

    public async Task<JsonNode> RefreshAsync() => (await ModelAsync())["refresh"]!;

    /// <summary>The word that answers "large".</summary>
    public async Task<string> WordAsync()
    {
        using var response = await Http.GetAsync("/api/predict?text=large");
        return (string)(await response.JsonAsync())["answer"]!["word"]!;
    }

    /// <summary>
    /// Asserts that a version answers though the last refresh failed, and returns what the log says of that.
    /// </summary>
    public async Task<string> FailureAsync(VersionBundle answering, string? failed)
    {
        var model = await ModelAsync();
        Assert.Equal((answering.Version, answering.Sha256), ((string?)model["version"], (string?)model["hash"]));
        Assert.Equal(answering.Word, await WordAsync());
        var refresh = model["refresh"]!;
        Assert.Equal(("failed", failed), ((string?)refresh["outcome"], (string?)refresh["version"]));
        Assert.True((DateTimeOffset)refresh["next_at"]! >= Time.GetUtcNow());
        Assert.Null(refresh["error"]);
        return Http.LoadFailure;
    }

    public async Task StopAsync()
    {
        var running = Http;
        Http = null!;
        Time.Forget();
        if (running is not null)
        {
            await running.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Proxy.DisposeAsync();
        Directory.Delete(cacheFolder, recursive: true);
    }
}
