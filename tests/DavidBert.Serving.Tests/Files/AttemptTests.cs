using Azure.Storage.Queues;
using DavidBert.Serving.Inbox;
using DavidBert.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace DavidBert.Serving.Tests.Files;

/// <summary>A file that cannot be labelled now, and when it is tried again.</summary>
public sealed class AttemptTests(Azurite azurite)
{
    private const string Name = "a.csv";

    private readonly FakeTimeProvider time = new(DateTimeOffset.UtcNow);
    private int attempts;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task LabelAsync_FailedJustNow_WaitsWhoeverCalls()
    {
        using var files = await FileAccount.NewAsync(azurite);
        using var first = Failing(files);
        using var second = Failing(files);
        await files.PutAsync(Name, FileAccount.Table(3));
        for (var i = 0; i < FilePlaces.MostAttempts; i++)
        {
            await first.Labelling.HandleEventAsync(Name, Cancellation);
            await second.Labelling.HandleEventAsync(Name, Cancellation);
        }

        Assert.Equal(1, attempts);
        Assert.Equal([Name], await files.NamesAsync(FilePlaces.Inbox));
    }

    [Fact]
    public async Task ChunkAsync_AttemptsThatAllFail_AreFurtherApartEachTimeThenTheFileIsRejected()
    {
        using var files = await FileAccount.NewAsync(azurite);
        using var worker = Failing(files);
        await files.PutAsync(Name, FileAccount.Table(3));
        await worker.Labelling.HandleEventAsync(Name, Cancellation);
        var began = time.GetUtcNow();
        var times = new List<double>();
        while ((await files.NamesAsync(FilePlaces.Inbox)).Length > 0)
        {
            var before = attempts;
            time.Advance(TimeSpan.FromSeconds(1));
            await worker.TakeAsync();
            if (attempts > before)
            {
                times.Add((time.GetUtcNow() - began).TotalSeconds);
            }
        }

        Assert.Equal([30, 90, 210, 450], times);
        Assert.Equal("failed", (string?)(await files.JsonAsync(FilePlaces.Rejected, $"{Name}.reason.json"))["code"]);
        Assert.Empty(await files.NamesAsync(FilePlaces.Work));
    }

    [Fact]
    public async Task ChunkAsync_StorageThatRecovers_LabelsTheFileAndLeavesNoNote()
    {
        using var files = await FileAccount.NewAsync(azurite);
        using var failing = Failing(files);
        await files.PutAsync(Name, FileAccount.Table(3));
        await failing.Labelling.HandleEventAsync(Name, Cancellation);
        time.Advance(TimeSpan.FromSeconds(30));
        using var worker = new FileWorker(files.Account, files.Model, time: time);
        await worker.DrainAsync();

        await files.AssertLabelledAsync(Name, FileAccount.Table(3));
    }

    [Fact]
    public async Task LabelAsync_NewUploadOfAFileThatFailed_DoesNotWait()
    {
        using var files = await FileAccount.NewAsync(azurite);
        using var failing = Failing(files);
        await files.PutAsync(Name, FileAccount.Table(3));
        await failing.Labelling.HandleEventAsync(Name, Cancellation);
        await files.PutAsync(Name, FileAccount.Table(5));
        using var worker = new FileWorker(files.Account, files.Model, time: time);
        await worker.Labelling.HandleEventAsync(Name, Cancellation);
        await worker.DrainAsync();

        await files.AssertLabelledAsync(Name, FileAccount.Table(5));
    }

    [Fact]
    public async Task LookAsync_AttemptsOfTheWatch_AreAsFarApart()
    {
        using var files = await FileAccount.NewAsync(azurite);
        using var worker = Failing(files);
        await files.PutAsync(Name, FileAccount.Table(3));
        using var watch = new InboxWatch(
            worker.Store, worker.Preparation, worker.Labelling, time, NullLogger<InboxWatch>.Instance);
        for (var second = 0; second < 90; second++)
        {
            await watch.LookAsync(Cancellation);
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(2, attempts);
    }

    /// <summary>A worker for whom storage takes no output.</summary>
    private FileWorker Failing(FileAccount files) => new(
        files.Account,
        files.Model,
        tap: new RequestTap
        {
            Before = request =>
            {
                if (!request.Uri.Query.Contains("comp=block&", StringComparison.Ordinal))
                {
                    return Task.CompletedTask;
                }

                Interlocked.Increment(ref attempts);
                throw new IOException("No block is stored.");
            },
        },
        time: time);
}
