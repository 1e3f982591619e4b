using DavidBert.Bundles;
using DavidBert.Serving.Storage;
using DavidBert.Serving.Tests.Storage;
using DavidBert.Testing;
using Microsoft.Extensions.Time.Testing;

namespace DavidBert.Serving.Tests.Models;

public sealed class ListTests(Azurite azurite)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ListAsync_AccountWithoutContainer_IsEmpty()
    {
        var store = new TestStore(await azurite.NewAccountAsync());

        Assert.Empty(await store.Store.ListAsync(Cancellation));
    }

    [Fact]
    public async Task ListAsync_SeveralVersions_AreNewestFirstWithTheCurrentOneMarked()
    {
        var store = new TestStore(await azurite.NewAccountAsync());
        var time = new FakeTimeProvider();
        var published = new List<DateTimeOffset>();
        foreach (var version in (string[])["2.0.0", "1.9.0", "10.0.0"])
        {
            using var bundle = new VersionBundle(version);
            await store.PublishAsync(bundle, time);
            published.Insert(0, time.GetUtcNow());
            time.Advance(TimeSpan.FromDays(1));
        }

        await store.Store.RollbackAsync("1.9.0", Cancellation);
        var versions = await store.Store.ListAsync(Cancellation);

        Assert.Equal(
            [("10.0.0", false), ("1.9.0", true), ("2.0.0", false)],
            versions.Select(version => (version.Version, version.IsCurrent)));
        Assert.Equal(published, versions.Select(version => version.Published));
    }

    [Fact]
    public async Task ListAsync_Version_HasItsDigestAndSize()
    {
        var store = new TestStore(await azurite.NewAccountAsync());
        using var bundle = new VersionBundle("1.0.0");
        await store.PublishAsync(bundle);
        var version = Assert.Single(await store.Store.ListAsync(Cancellation));

        Assert.Equal(bundle.Sha256, version.Sha256);
        Assert.Equal(new DirectoryInfo(bundle.Folder).EnumerateFiles().Sum(file => file.Length), version.Bytes);
    }

    [Fact]
    public async Task ListAsync_VersionWithoutModelJsonAndOtherModels_AreLeftOut()
    {
        var store = new TestStore(await azurite.NewAccountAsync());
        using var bundle = new VersionBundle("1.0.0");
        await store.PublishAsync(bundle);
        await store.PutAsync($"{TestStore.Name}/2.0.0/{Bundle.ModelFile}", [1]);
        await store.PutAsync($"{TestStore.Name}-old/3.0.0/{ModelManifest.FileName}", [1]);
        await store.PutAsync($"{TestStore.Name}/{ModelManifest.FileName}", [1]);
        await store.PutAsync($"{TestStore.Name}/4.0.0/deeper/{ModelManifest.FileName}", [1]);

        Assert.Equal("1.0.0", Assert.Single(await store.Store.ListAsync(Cancellation)).Version);
    }

    [Fact]
    public async Task ListAsync_VersionStoredByOtherMeans_HasTheDigestOfItsBytes()
    {
        var store = new TestStore(await azurite.NewAccountAsync());
        using var bundle = new VersionBundle("1.0.0");
        await store.ForceAsync(bundle);
        var version = Assert.Single(await store.Store.ListAsync(Cancellation));

        Assert.Equal((bundle.Sha256, true), (version.Sha256, version.IsCurrent));
        Assert.NotEqual(DateTimeOffset.MinValue, version.Published);
    }

    [Theory]
    [InlineData(FaultKind.Unavailable, "storage is failing")]
    [InlineData(FaultKind.Disconnect, "storage cannot be reached")]
    public async Task ListAsync_StorageThatFails_SaysWhatAndWhy(FaultKind kind, string reason)
    {
        var account = await azurite.NewAccountAsync();
        await using var proxy = await FaultProxy.StartAsync(account.Blobs);
        proxy.Add(kind, _ => true);

        var e = await Assert.ThrowsAsync<StorageException>(
            () => TestStore.Open(account.Via(proxy.Address)).ListAsync(Cancellation));
        Assert.StartsWith(
            $"The versions of '{TestStore.Name}' cannot be listed: {reason}", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", e.Message, StringComparison.Ordinal);
    }
}
