using DavidBert.Serving.Tests.Storage;
using DavidBert.Testing;

namespace DavidBert.Serving.Tests.Models;

/// <summary>Storage and the network fail while a version is fetched.</summary>
public sealed class StorageFaultTests(Azurite azurite)
{
    private const int SeveralRanges = 9 << 20;

    [Theory]
    [InlineData(FaultKind.Unavailable, "model.json", "storage is failing")]
    [InlineData(FaultKind.Unavailable, "model.onnx", "storage is failing")]
    [InlineData(FaultKind.Disconnect, "model.onnx", "storage")]
    [InlineData(FaultKind.LoseAnswer, "model.onnx", "storage")]
    [InlineData(FaultKind.CutAnswer, "model.onnx", "storage")]
    [InlineData(FaultKind.CutAnswer, "model.json", "storage")]
    [InlineData(FaultKind.CorruptAnswer, "model.onnx", "SHA-256")]
    [InlineData(FaultKind.CorruptAnswer, "model.json", "SHA-256")]
    public async Task Refresh_DownloadThatFails_IsToldAndTriedAgain(FaultKind kind, string file, string told)
    {
        using var first = new VersionBundle("1.0.0");
        using var second = new VersionBundle("1.1.0", "color", SeveralRanges);
        await using var service = await StoreService.StartAsync(azurite, first);
        await service.Store.PublishAsync(second);
        var fault = service.Proxy.Add(kind, request => request.IsDownload && request.IsFor(file));
        for (var i = 0; i < 2; i++)
        {
            await service.StepAsync();
            Assert.Contains(told, await service.FailureAsync(first, "1.1.0"), StringComparison.Ordinal);
        }

        fault.Release();
        await service.StepAsync();

        Assert.Equal(("1.1.0", "color"), (await service.VersionAsync(), await service.WordAsync()));
    }

    [Theory]
    [InlineData(FaultKind.Unavailable)]
    [InlineData(FaultKind.Disconnect)]
    [InlineData(FaultKind.CutAnswer)]
    public async Task Refresh_FaultThatPasses_IsNotNoticed(FaultKind kind)
    {
        using var first = new VersionBundle("1.0.0");
        using var second = new VersionBundle("1.1.0", "color", SeveralRanges);
        await using var service = await StoreService.StartAsync(azurite, first);
        await service.Store.PublishAsync(second);
        var fault = service.Proxy.Add(kind, request => request.IsDownload && request.IsFor("model.onnx"), times: 1);
        await service.StepAsync();

        Assert.True(fault.Met.IsCompleted);
        Assert.Equal(("1.1.0", "color"), (await service.VersionAsync(), await service.WordAsync()));
    }

    [Fact]
    public async Task Refresh_SlowDownload_KeepsTheOldVersionAnswering()
    {
        using var first = new VersionBundle("1.0.0");
        using var second = new VersionBundle("1.1.0", "color", SeveralRanges);
        await using var service = await StoreService.StartAsync(azurite, first);
        await service.Store.PublishAsync(second);
        var hold = service.Proxy.Add(FaultKind.Hold, request => request.IsDownload && request.IsFor("model.onnx"));
        service.Time.PassPause();
        await hold.Met;
        Assert.Equal(("1.0.0", "weight"), (await service.VersionAsync(), await service.WordAsync()));
        hold.Release();
        await service.StepAsync();

        Assert.Equal(("1.1.0", "color"), (await service.VersionAsync(), await service.WordAsync()));
    }

    [Fact]
    public async Task Refresh_FileThatChangesDuringTheDownload_IsNotMixed()
    {
        using var first = new VersionBundle("1.0.0");
        using var second = new VersionBundle("1.1.0", "color", SeveralRanges);
        await using var service = await StoreService.StartAsync(azurite, first);
        await service.Store.PublishAsync(second);
        var hold = service.Proxy.Add(FaultKind.Hold, request => request.IsDownload && request.IsFor("model.onnx"));
        service.Time.PassPause();
        await hold.Met;
        await service.Store.PutAsync(
            $"{TestStore.Name}/1.1.0/model.onnx",
            await File.ReadAllBytesAsync(second.PathOf("model.onnx"), TestContext.Current.CancellationToken));
        hold.Release();
        await service.StepAsync();
        await service.FailureAsync(first, "1.1.0");
        await service.StepAsync();

        Assert.Equal("1.1.0", await service.VersionAsync());
    }
}
