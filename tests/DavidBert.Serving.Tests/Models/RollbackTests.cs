using DavidBert.Serving.Storage;
using DavidBert.Serving.Tests.Storage;
using DavidBert.Testing;
using Microsoft.Extensions.Time.Testing;

namespace DavidBert.Serving.Tests.Models;

public sealed class RollbackTests(Azurite azurite)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RollbackAsync_NoVersionNamed_GoesBackOneEachTime()
    {
        var store = await PublishedAsync("1.0.0", "1.1.0", "1.2.0");

        Assert.Equal("1.1.0", (await store.Store.RollbackAsync(version: null, Cancellation)).Version);
        Assert.Equal("1.0.0", (await store.Store.RollbackAsync(version: null, Cancellation)).Version);
        Assert.Equal("1.0.0", await store.CurrentAsync());
    }

    [Fact]
    public async Task RollbackAsync_NamedVersion_BecomesTheCurrentOne()
    {
        var store = await PublishedAsync("1.0.0", "1.1.0", "1.2.0");
        var pointer = await store.Store.RollbackAsync("1.0.0", Cancellation);

        Assert.Equal(
            (await store.Store.ListAsync(Cancellation)).Single(version => version.IsCurrent).Sha256, pointer.Sha256);
        Assert.Equal("1.2.0", (await store.Store.RollbackAsync("1.2.0", Cancellation)).Version);
        Assert.Equal("1.2.0", await store.CurrentAsync());
    }

    [Fact]
    public async Task RollbackAsync_CurrentVersion_WritesNothing()
    {
        var store = await PublishedAsync("1.0.0", "1.1.0");
        var before = await store.SnapshotAsync();
        await store.Store.RollbackAsync("1.1.0", Cancellation);

        Assert.Equal(before, await store.SnapshotAsync());
    }

    [Theory]
    [InlineData("1.0.1", "1.1.0, 1.0.0", "1.0.0", "1.1.0")]
    [InlineData(null, "before the current one, 1.0.0", "1.0.0")]
    [InlineData("1.0.0", "no version of 'attributes'")]
    [InlineData(null, "No version of 'attributes' is the current one")]
    public async Task RollbackAsync_NoSuchVersion_SaysWhatThereIsAndChangesNothing(
        string? version, string told, params string[] published)
    {
        var store = await PublishedAsync(published);
        var before = await store.CurrentAsync();

        var e = await Assert.ThrowsAsync<StorageException>(() => store.Store.RollbackAsync(version, Cancellation));
        Assert.Contains(told, e.Message, StringComparison.Ordinal);
        Assert.Equal(before, await store.CurrentAsync());
    }

    [Fact]
    public async Task RollbackAsync_PointerToAVersionThatIsGone_GoesToTheNewestThatIsThere()
    {
        var store = await PublishedAsync("1.0.0", "1.1.0");
        await store.PointAsync("1.2.0", new string('0', 64));

        Assert.Equal("1.1.0", (await store.Store.RollbackAsync(version: null, Cancellation)).Version);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("""{"version": null, "sha256": "0", "published": "2026-01-01T00:00:00Z"}""")]
    [InlineData("""{"version": "1.0.0"}""")]
    [InlineData("""{"version": "../1.0.0", "sha256": "0", "published": "2026-01-01T00:00:00Z"}""")]
    public async Task RollbackAsync_UnreadablePointer_IsWrittenAnew(string content)
    {
        var store = await PublishedAsync("1.0.0", "1.1.0");
        await store.PutAsync(TestStore.Pointer, System.Text.Encoding.UTF8.GetBytes(content));

        Assert.Equal(2, (await store.Store.ListAsync(Cancellation)).Count);
        var e = await Assert.ThrowsAsync<StorageException>(
            () => store.Store.RollbackAsync(version: null, Cancellation));
        Assert.Contains("name the version", e.Message, StringComparison.Ordinal);
        Assert.Equal("1.0.0", (await store.Store.RollbackAsync("1.0.0", Cancellation)).Version);
        Assert.Equal("1.0.0", await store.CurrentAsync());
    }

    [Fact]
    public async Task PublishAsync_UnreadablePointer_IsWrittenAnew()
    {
        var store = await PublishedAsync("1.0.0");
        await store.PutAsync(TestStore.Pointer, [0xFF]);
        using var next = new VersionBundle("1.1.0");

        Assert.Null((await store.PublishAsync(next)).Before);
        Assert.Equal("1.1.0", await store.CurrentAsync());
    }

    [Fact]
    public async Task RollbackAsync_LostAnswer_SucceedsAllTheSame()
    {
        var store = await PublishedAsync("1.0.0", "1.1.0");
        await using var proxy = await FaultProxy.StartAsync(store.Account.Blobs);
        var fault = proxy.Add(FaultKind.LoseAnswer, request => request.IsUpload, times: 1);
        var pointer = await TestStore.Open(store.Account.Via(proxy.Address)).RollbackAsync("1.0.0", Cancellation);

        Assert.True(fault.Met.IsCompleted);
        Assert.Equal("1.0.0", pointer.Version);
        Assert.Equal("1.0.0", await store.CurrentAsync());
    }

    private async Task<TestStore> PublishedAsync(params string[] versions)
    {
        var store = new TestStore(await azurite.NewAccountAsync());
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        foreach (var version in versions)
        {
            using var bundle = new VersionBundle(version);
            await store.PublishAsync(bundle, time);
            time.Advance(TimeSpan.FromHours(1));
        }

        return store;
    }
}
