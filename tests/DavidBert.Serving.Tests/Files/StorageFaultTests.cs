using DavidBert.Serving.Configuration;
using DavidBert.Serving.Inbox;
using DavidBert.Serving.Tests.Storage;
using DavidBert.Testing;

namespace DavidBert.Serving.Tests.Files;

/// <summary>Storage that fails in the middle; the event comes again until it succeeds.</summary>
public sealed class StorageFaultTests(Azurite azurite)
{
    private const int MostEvents = 60;

    private static readonly LabellingOptions SmallChunks = new() { ChunkBytes = 300 };

    [Theory]
    [InlineData(FaultKind.Unavailable)]
    [InlineData(FaultKind.Disconnect)]
    [InlineData(FaultKind.LoseAnswer)]
    [InlineData(FaultKind.CutAnswer)]
    public async Task LabelAsync_EveryFewRequestsFail_EndsAsIfNoneHad(FaultKind kind)
    {
        using var files = await FileAccount.NewAsync(azurite);
        await using var proxy = await FaultProxy.StartAsync(files.Account.Blobs);
        var random = new Random((int)kind);
        proxy.Add(kind, request => (kind is not FaultKind.CutAnswer || request.IsDownload) && random.Next(4) == 0);
        using var worker = new FileWorker(files.Account.Via(proxy.Address), files.Model, SmallChunks);
        var large = FileAccount.Table(110);
        var inputs = new[] { ("a.csv", FileAccount.Table(20)), ("b.csv", large), (
            "b.csv.gz", FileAccount.Gzip(large)) };
        foreach (var (name, content) in inputs)
        {
            await files.PutAsync(name, content);
            await RepeatAsync(() => worker.LabelAsync(name));
            await RepeatAsync(async () =>
            {
                await worker.GiveBackAsync();
                await worker.DrainAsync();
            });
            await RepeatAsync(() => worker.LabelAsync(name));

            await files.AssertLabelledAsync(name, content, new() { ChunkBytes = SmallChunks.ChunkBytes });
            Assert.Equal(content, await files.GetAsync(FilePlaces.Done, name));
        }
    }

    [Fact]
    public async Task LabelAsync_CommitHeldWhileAnotherFinishes_EndsAsOne()
    {
        using var files = await FileAccount.NewAsync(azurite);
        await using var proxy = await FaultProxy.StartAsync(files.Account.Blobs);
        var hold = proxy.Add(
            FaultKind.Hold,
            request => request.IsUpload && request.Query.Contains("comp=blocklist", StringComparison.Ordinal),
            times: 1);
        using var slow = new FileWorker(files.Account.Via(proxy.Address), files.Model);
        using var fast = files.Worker();
        var content = FileAccount.Table(20);
        await files.PutAsync("a.csv", content);
        var late = slow.LabelAsync("a.csv");
        await hold.Met;
        await fast.LabelAsync("a.csv");
        hold.Release();
        await late;

        await files.AssertLabelledAsync("a.csv", content);
    }

    [Fact]
    public async Task LabelAsync_BytesThatChangeOnTheWay_AreNotStored()
    {
        using var files = await FileAccount.NewAsync(azurite);
        await using var proxy = await FaultProxy.StartAsync(files.Account.Blobs);
        proxy.Add(
            FaultKind.CorruptRequest,
            request => request.IsUpload && request.Query.Contains("comp=block&", StringComparison.Ordinal),
            times: 2);
        using var worker = new FileWorker(files.Account.Via(proxy.Address), files.Model);
        var content = FileAccount.Table(20);
        await files.PutAsync("a.csv", content);
        await RepeatAsync(() => worker.LabelAsync("a.csv"));

        await files.AssertLabelledAsync("a.csv", content);
    }

    [Fact]
    public async Task LabelAsync_DamagedWhileABlockIsOnItsWay_WaitsForIt()
    {
        using var files = await FileAccount.NewAsync(azurite);
        await using var proxy = await FaultProxy.StartAsync(files.Account.Blobs);
        var hold = proxy.Add(
            FaultKind.Hold,
            request => request.IsUpload && request.Query.Contains("comp=block&", StringComparison.Ordinal),
            times: 1);
        using var worker = new FileWorker(files.Account.Via(proxy.Address), files.Model);
        await files.PutAsync("a.csv.gz", FileAccount.Gzip(FileAccount.Table(800_000))[..^20]);
        var label = worker.LabelAsync("a.csv.gz");
        await hold.Met;
        await Task.WhenAny(label, Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken));

        Assert.False(label.IsCompleted);
        hold.Release();
        await label;
        Assert.Equal(
            ["a.csv.gz", "a.csv.gz.reason.json"], await files.NamesAsync(FilePlaces.Rejected));
        Assert.Empty(await files.NamesAsync(FilePlaces.Work));
    }

    /// <summary>Calls again what failed, as events and messages come again.</summary>
    private static async Task RepeatAsync(Func<Task> call)
    {
        for (var times = 1; ; times++)
        {
            try
            {
                await call();
                return;
            }
            catch (Exception) when (times < MostEvents)
            {
                // It comes again.
            }
        }
    }
}
