using DavidBert.Bundles;
using DavidBert.Serving.Models;
using DavidBert.Serving.Storage;
using DavidBert.Serving.Tests.Storage;
using DavidBert.Testing;

namespace DavidBert.Serving.Tests.Models;

/// <summary>Publishing over a network that fails, and by a process that ends.</summary>
public sealed class InterruptedPublishTests(Azurite azurite)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(FaultKind.Unavailable, "model.onnx")]
    [InlineData(FaultKind.Disconnect, "model.onnx")]
    [InlineData(FaultKind.CorruptRequest, "model.onnx")]
    [InlineData(FaultKind.Unavailable, "words.txt")]
    [InlineData(FaultKind.Unavailable, "model.json")]
    [InlineData(FaultKind.Disconnect, "model.json")]
    public async Task PublishAsync_UploadThatFails_LeavesNoVersionAndGoesOnNextTime(FaultKind kind, string file)
    {
        var store = new TestStore(await azurite.NewAccountAsync());
        await using var proxy = await FaultProxy.StartAsync(store.Account.Blobs);
        using var bundle = new VersionBundle("1.0.0");
        var fault = proxy.Add(kind, request => request.IsUpload && request.IsFor(file));

        await Assert.ThrowsAsync<StorageException>(() => PublishAsync(store.Account.Via(proxy.Address), bundle));
        Assert.Empty(await store.Store.ListAsync(Cancellation));
        Assert.Null(await store.CurrentAsync());
        var there = (await store.SnapshotAsync()).Keys.Select(name => name.Split('/')[^1]).ToArray();
        Assert.DoesNotContain(file, there);
        fault.Release();
        var done = await PublishAsync(store.Account.Via(proxy.Address), bundle);

        Assert.Equal(
            [.. VersionBundle.Files, ModelManifest.FileName],
            there.Concat(done.Uploaded).OrderBy(
                name => name is ModelManifest.FileName).ThenBy(name => name, StringComparer.Ordinal));
        Assert.Equal("1.0.0", await store.CurrentAsync());
    }

    [Fact]
    public async Task PublishAsync_PointerThatCannotBeMoved_LeavesTheOldOneAndTheVersionWhole()
    {
        var store = new TestStore(await azurite.NewAccountAsync());
        await using var proxy = await FaultProxy.StartAsync(store.Account.Blobs);
        using var first = new VersionBundle("1.0.0");
        using var second = new VersionBundle("1.1.0");
        await store.PublishAsync(first);
        var fault = proxy.Add(FaultKind.Unavailable, request => request.IsUpload && request.IsFor("current.json"));

        await Assert.ThrowsAsync<StorageException>(() => PublishAsync(store.Account.Via(proxy.Address), second));
        Assert.Equal("1.0.0", await store.CurrentAsync());
        Assert.Equal(2, (await store.Store.ListAsync(Cancellation)).Count);
        fault.Release();
        Assert.Empty((await PublishAsync(store.Account.Via(proxy.Address), second)).Uploaded);
        Assert.Equal("1.1.0", await store.CurrentAsync());
    }

    [Theory]
    [InlineData("model.onnx")]
    [InlineData("model.json")]
    [InlineData("current.json")]
    public async Task PublishAsync_LostAnswerToAnUpload_SucceedsAllTheSame(string file)
    {
        var store = new TestStore(await azurite.NewAccountAsync());
        await using var proxy = await FaultProxy.StartAsync(store.Account.Blobs);
        using var bundle = new VersionBundle("1.0.0");
        var fault = proxy.Add(FaultKind.LoseAnswer, request => request.IsUpload && request.IsFor(file), times: 1);
        await PublishAsync(store.Account.Via(proxy.Address), bundle);

        Assert.True(fault.Met.IsCompleted);
        Assert.Equal("1.0.0", await store.CurrentAsync());
        Assert.True(Assert.Single(await store.Store.ListAsync(Cancellation)).IsCurrent);
    }

    [Fact]
    public async Task PublishAsync_Cancelled_EndsAndGoesOnNextTime()
    {
        var store = new TestStore(await azurite.NewAccountAsync());
        await using var proxy = await FaultProxy.StartAsync(store.Account.Blobs);
        using var bundle = new VersionBundle("1.0.0");
        using var cancellation = new CancellationTokenSource();
        var hold = proxy.Add(FaultKind.Hold, request => request.IsUpload && request.IsFor("model.onnx"));
        var publisher = new ModelPublisher(TestStore.Open(store.Account.Via(proxy.Address)));
        var publish = publisher.PublishAsync(bundle.Folder, cancellation: cancellation.Token);
        await hold.Met;
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => publish);
        Assert.Null(await store.CurrentAsync());
        hold.Release();
        Assert.Equal(["model.onnx", "model.json"], (await store.PublishAsync(bundle)).Uploaded);
    }

    private static Task<PublishOutcome> PublishAsync(AzuriteAccount account, VersionBundle bundle) =>
        new ModelPublisher(TestStore.Open(account)).PublishAsync(bundle.Folder, cancellation: Cancellation);
}
