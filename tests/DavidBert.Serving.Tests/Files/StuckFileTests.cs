using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using DavidBert.Serving.Inbox;
using DavidBert.Serving.Tests.Storage;
using DavidBert.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace DavidBert.Serving.Tests.Files;

/// <summary>Blobs that storage refuses to read, write or delete: a lease, the archive, a policy.</summary>
public sealed class StuckFileTests(Azurite azurite)
{
    private const int MostRequestsOfALook = 150;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task LookAsync_OutputUnderALease_EndsAsTheFailureOfItsFile()
    {
        using var files = await FileAccount.NewAsync(azurite);
        using var worker = files.Worker();
        var leased = files.Container(FilePlaces.Labelled).GetBlobClient("k.csv");
        await leased.UploadAsync(new BinaryData("held"), Cancellation);
        await leased.GetBlobLeaseClient().AcquireAsync(
            BlobLeaseClient.InfiniteLeaseDuration, cancellationToken: Cancellation);
        var content = FileAccount.Table(5);
        await files.PutAsync("k.csv", content);
        await files.PutAsync("z.csv", content);
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        using var watch = Watch(worker, time);
        await watch.LookAsync(Cancellation);

        Assert.InRange(worker.Tap.Count, 1, MostRequestsOfALook);
        Assert.Equal(["z.csv"], await files.NamesAsync(FilePlaces.Done));
        await LookUntilAsync(watch, time, async () => (await files.NamesAsync(FilePlaces.Inbox)).Length == 0);
        Assert.Equal(content, await files.GetAsync(FilePlaces.Rejected, "k.csv"));
        var reason = await files.JsonAsync(FilePlaces.Rejected, "k.csv.reason.json");
        Assert.Equal("failed", (string?)reason["code"]);
        Assert.Contains("LeaseIdMissing", (string)reason["detail"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LookAsync_FileInTheArchive_IsToldOfAndTheOthersGoOn()
    {
        using var files = await FileAccount.NewAsync(azurite);
        using var worker = files.Worker();
        var content = FileAccount.Table(5);
        await files.PutAsync("arch.csv", content);
        await files.PutAsync("z.csv", content);
        var blob = files.Container(FilePlaces.Inbox).GetBlobClient("arch.csv");
        await blob.SetAccessTierAsync(AccessTier.Archive, cancellationToken: Cancellation);
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        using var watch = Watch(worker, time);
        await watch.LookAsync(Cancellation);

        await files.AssertLabelledAsync("z.csv", content);
        await LookUntilAsync(watch, time, async () => (await files.NamesAsync(FilePlaces.Rejected)).Length > 0);
        var reason = await files.JsonAsync(FilePlaces.Rejected, "arch.csv.reason.json");
        Assert.Equal("stuck", (string?)reason["code"]);
        Assert.Contains("BlobArchived", (string)reason["detail"]!, StringComparison.Ordinal);

        // Once it can be read, it is labelled, and nothing says any more that it is stuck.
        await blob.SetAccessTierAsync(AccessTier.Hot, cancellationToken: Cancellation);
        await LookUntilAsync(watch, time, async () => (await files.NamesAsync(FilePlaces.Inbox)).Length == 0);
        await files.AssertLabelledAsync("arch.csv", content);
        Assert.Empty(await files.NamesAsync(FilePlaces.Rejected));
    }

    [Theory]
    [InlineData(FaultKind.Leased, "inbox", "GET")]
    [InlineData(FaultKind.Archived, "inbox", "GET")]
    [InlineData(FaultKind.Leased, "inbox", "DELETE")]
    [InlineData(FaultKind.Immutable, "inbox", "DELETE")]
    [InlineData(FaultKind.Immutable, "done", "PUT")]
    [InlineData(FaultKind.Leased, "reports", "PUT")]
    [InlineData(FaultKind.Immutable, "labelled", "PUT")]
    public async Task LookAsync_StorageRefusesForGood_IsBoundedAndTheOthersGoOn(
        FaultKind kind, string container, string method)
    {
        using var files = await FileAccount.NewAsync(azurite);
        await using var proxy = await FaultProxy.StartAsync(files.Account.Blobs);
        proxy.Add(kind, request => string.Equals(request.Method, method, StringComparison.Ordinal)
            && request.Path.Contains($"/{container}/k.csv", StringComparison.Ordinal));
        using var worker = new FileWorker(files.Account.Via(proxy.Address), files.Model);
        var content = FileAccount.Table(5);
        await files.PutAsync("k.csv", content);
        await files.PutAsync("z.csv", content);
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        using var watch = Watch(worker, time);
        for (var look = 0; look < 12; look++)
        {
            var before = proxy.Requests.Count;
            await watch.LookAsync(Cancellation);
            Assert.InRange(proxy.Requests.Count - before, 1, MostRequestsOfALook);
            time.Advance(TimeSpan.FromMinutes(16));
        }

        Assert.Contains("z.csv", await files.NamesAsync(FilePlaces.Done));
        Assert.Equal(content, await files.GetAsync(FilePlaces.Done, "z.csv"));
        var reason = await files.JsonAsync(FilePlaces.Rejected, "k.csv.reason.json");
        Assert.Contains((string?)reason["code"], (string?[])["failed", "stuck"]);
        Assert.Contains("k.csv", (IEnumerable<string>)
            [.. await files.NamesAsync(FilePlaces.Inbox), .. await files.NamesAsync(FilePlaces.Rejected)]);
    }

    [Fact]
    public async Task LookAsync_FileThatFails_IsTriedLessAndLessOften()
    {
        using var files = await FileAccount.NewAsync(azurite);
        using var worker = files.Worker(tap: new RequestTap
        {
            Before = request => request.Uri.Path.Contains("/inbox/", StringComparison.Ordinal)
                ? throw new IOException("It cannot be read.")
                : Task.CompletedTask,
        });
        await files.PutAsync("a.csv", FileAccount.Table(1));
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        using var watch = Watch(worker, time);
        var looks = 0;
        for (var seconds = 0; seconds < 3_600; seconds += 2)
        {
            var before = worker.Tap.Count;
            await watch.LookAsync(Cancellation);
            looks += worker.Tap.Count - before > 1 + SweepRequests ? 1 : 0;
            time.Advance(TimeSpan.FromSeconds(2));
        }

        Assert.InRange(looks, 7, 9); // after 30 s, 1, 2, 4, 8 minutes, then every 15 minutes
    }

    private const int SweepRequests = 1;

    private static InboxWatch Watch(FileWorker worker, TimeProvider time) =>
        new(worker.Store, worker.Preparation, worker.Labelling, time, NullLogger<InboxWatch>.Instance);

    private static async Task LookUntilAsync(InboxWatch watch, FakeTimeProvider time, Func<Task<bool>> isDone)
    {
        for (var look = 0; !await isDone(); look++)
        {
            Assert.True(look < 20, "It never ends.");
            time.Advance(TimeSpan.FromMinutes(16));
            await watch.LookAsync(Cancellation);
        }
    }
}
