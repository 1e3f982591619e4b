using Azure.Storage.Queues;
using DavidBert.Serving.Inbox;
using DavidBert.Serving.Tests.Telemetry;
using DavidBert.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace DavidBert.Serving.Tests.Files;

/// <summary>What events and messages left behind.</summary>
public sealed class SweepTests(Azurite azurite)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_FileWhoseEventWasLost_IsLabelledAfterAnHour()
    {
        using var files = await FileAccount.NewAsync(azurite);
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        using var worker = new FileWorker(files.Account, files.Model, time: time);
        using var log = new LogCapture();
        var sweep = Sweep(files, worker, time, log);
        await files.PutAsync("a.csv", FileAccount.Table(3));
        time.Advance(TimeSpan.FromMinutes(50));
        await sweep.RunAsync(Cancellation);
        Assert.Empty(await files.NamesAsync(FilePlaces.Labelled));

        time.Advance(TimeSpan.FromMinutes(11));
        await sweep.RunAsync(Cancellation);
        await files.AssertLabelledAsync("a.csv", FileAccount.Table(3));
        Assert.Empty(log.Entries);
    }

    [Fact]
    public async Task RunAsync_PoisonedTasksThatNobodyTakes_AreTold()
    {
        using var files = await FileAccount.NewAsync(azurite);
        using var worker = files.Worker();
        using var log = new LogCapture();
        var poisoned = new QueueClient(files.Account.ConnectionString, FilePlaces.PoisonedChunks);
        await poisoned.CreateAsync(cancellationToken: Cancellation);
        await poisoned.SendMessageAsync("{}", Cancellation);
        await Sweep(files, worker, TimeProvider.System, log).RunAsync(Cancellation);

        Assert.Equal("DavidBert.PoisonWaiting", Assert.Single(log.Entries).Event.Name);
    }

    private static InboxSweep Sweep(FileAccount files, FileWorker worker, TimeProvider time, LogCapture log) => new(
        worker.Store,
        worker.Labelling,
        new QueueServiceClient(files.Account.ConnectionString),
        time,
        new Logger<InboxSweep>(LoggerFactory.Create(logging => logging.AddProvider(log))));
}
