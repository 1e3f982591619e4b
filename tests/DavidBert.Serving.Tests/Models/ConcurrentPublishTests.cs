using DavidBert.Serving.Models;
using DavidBert.Serving.Storage;
using DavidBert.Serving.Tests.Storage;
using DavidBert.Testing;

namespace DavidBert.Serving.Tests.Models;

/// <summary>Two people publish, or one publishes while the other rolls back.</summary>
public sealed class ConcurrentPublishTests(Azurite azurite)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("model.onnx")]
    [InlineData("model.json")]
    [InlineData("current.json")]
    public async Task PublishAsync_TwoOfTheSameBundle_BothSucceed(string held)
    {
        var store = new TestStore(await azurite.NewAccountAsync());
        using var bundle = new VersionBundle("1.0.0");
        await WhileHeldAsync(store, held, bundle, () => store.PublishAsync(bundle));

        Assert.Equal("1.0.0", await store.CurrentAsync());
        Assert.Equal(bundle.Sha256, Assert.Single(await store.Store.ListAsync(Cancellation)).Sha256);
    }

    [Theory]
    [InlineData("vocab.txt")]
    [InlineData("model.onnx")]
    public async Task PublishAsync_TwoBundlesOfOneVersion_OneIsRefused(string held)
    {
        var store = new TestStore(await azurite.NewAccountAsync());
        using var winner = new VersionBundle("1.0.0");
        using var loser = new VersionBundle("1.0.0", "color");

        var e = await Assert.ThrowsAsync<StorageException>(
            () => WhileHeldAsync(store, held, loser, () => store.PublishAsync(winner)));
        Assert.Contains("never changed", e.Message, StringComparison.Ordinal);
        Assert.Equal(winner.Sha256, Assert.Single(await store.Store.ListAsync(Cancellation)).Sha256);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task PublishAsync_PointerMovedMeanwhile_SaysFromWhereToWhere(bool isFirst)
    {
        var store = new TestStore(await azurite.NewAccountAsync());
        using var first = new VersionBundle("1.0.0");
        using var mine = new VersionBundle("1.1.0");
        using var theirs = new VersionBundle("1.2.0");
        if (!isFirst)
        {
            await store.PublishAsync(first);
        }

        var e = await Assert.ThrowsAsync<StorageException>(
            () => WhileHeldAsync(store, "current.json", mine, () => store.PublishAsync(theirs)));
        Assert.Contains($"from {(isFirst ? "none" : "1.0.0")} to 1.2.0", e.Message, StringComparison.Ordinal);
        Assert.Contains("davidbert rollback 1.1.0", e.Message, StringComparison.Ordinal);
        Assert.Equal("1.2.0", await store.CurrentAsync());
        Assert.Equal("1.1.0", (await store.Store.RollbackAsync("1.1.0", Cancellation)).Version);
    }

    [Fact]
    public async Task RollbackAsync_PointerMovedMeanwhile_SaysFromWhereToWhere()
    {
        var store = new TestStore(await azurite.NewAccountAsync());
        await using var proxy = await FaultProxy.StartAsync(store.Account.Blobs);
        using var first = new VersionBundle("1.0.0");
        using var second = new VersionBundle("1.1.0");
        using var third = new VersionBundle("1.2.0");
        await store.PublishAsync(first);
        await store.PublishAsync(second);
        var hold = proxy.Add(FaultKind.Hold, request => request.IsUpload && request.IsFor("current.json"));
        var rollback = TestStore.Open(store.Account.Via(proxy.Address)).RollbackAsync("1.0.0", Cancellation);
        await hold.Met;
        await store.PublishAsync(third);
        hold.Release();

        var e = await Assert.ThrowsAsync<StorageException>(() => rollback);
        Assert.Contains("from 1.1.0 to 1.2.0", e.Message, StringComparison.Ordinal);
        Assert.Equal("1.2.0", await store.CurrentAsync());
    }

    [Fact]
    public async Task PublishAsync_ManyAtOnceOfTheSameBundle_AllSucceed()
    {
        var store = new TestStore(await azurite.NewAccountAsync());
        using var bundle = new VersionBundle("1.0.0");
        var done = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => store.PublishAsync(bundle)));

        Assert.Equal(
            ["model.json", "model.onnx", "vocab.txt", "words.txt"],
            done.SelectMany(one => one.Uploaded).Order(StringComparer.Ordinal));
        Assert.Equal("1.0.0", await store.CurrentAsync());
    }

    /// <summary>Publishes a bundle, and does something else just before it writes a file.</summary>
    private static async Task WhileHeldAsync(TestStore store, string file, VersionBundle bundle, Func<Task> meanwhile)
    {
        await using var proxy = await FaultProxy.StartAsync(store.Account.Blobs);
        var hold = proxy.Add(FaultKind.Hold, request => request.IsUpload && request.IsFor(file));
        var publish = new ModelPublisher(
            TestStore.Open(store.Account.Via(proxy.Address))).PublishAsync(bundle.Folder, cancellation: Cancellation);
        await hold.Met;
        await meanwhile();
        hold.Release();
        await publish;
    }
}
