using System.Text.Json;
using Azure.Storage.Queues;
using DavidBert.Serving.Configuration;
using DavidBert.Serving.Inbox;
using DavidBert.Testing;
using Microsoft.Extensions.Time.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace DavidBert.Serving.Tests.Files;

/// <summary>Work that fails again and again.</summary>
public sealed class PoisonTests(Azurite azurite)
{
    private static readonly LabellingOptions SmallChunks = new() { ChunkBytes = 300 };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TakeAsync_ChunkThatFailsFiveTimes_RejectsTheFile()
    {
        using var files = await FileAccount.NewAsync(azurite);
        using var worker = files.Worker(SmallChunks, new RequestTap
        {
            Before = request => request.Uri.Query.Contains("comp=block&", StringComparison.Ordinal) ? throw new IOException("No block is stored.") : Task.CompletedTask,
        });
        var content = FileAccount.Table(110);
        await files.PutAsync("a.csv", content);
        await worker.LabelAsync("a.csv");
        using var watch = new ChunkWatch(Queue(files), worker.Preparation, worker.Labelling, TimeProvider.System, NullLogger<ChunkWatch>.Instance)
        {
            PauseAfter = _ => TimeSpan.Zero,
        };
        while ((await files.NamesAsync(FilePlaces.Inbox)).Length > 0)
        {
            await watch.TakeAsync(Cancellation);
        }

        Assert.Equal(content, await files.GetAsync(FilePlaces.Rejected, "a.csv"));
        var reason = await files.JsonAsync(FilePlaces.Rejected, "a.csv.reason.json");
        Assert.Equal("failed", (string?)reason["code"]);
        Assert.True((int)reason["row"]! >= 2);
        await worker.DrainAsync();
        Assert.Empty(await files.NamesAsync(FilePlaces.Work));
        Assert.Empty(await files.NamesAsync(FilePlaces.Labelled));
    }

    [Fact]
    public async Task PoisonAsync_FileThatIsLabelledByNow_ChangesNothing()
    {
        using var files = await FileAccount.NewAsync(azurite);
        using var worker = files.Worker(SmallChunks with { After = AfterLabelling.Keep });
        var content = FileAccount.Table(110);
        await files.PutAsync("a.csv", content);
        await worker.LabelAsync("a.csv");
        var message = (await Queue(files).PeekMessageAsync(Cancellation)).Value.Body.ToString();
        await worker.DrainAsync();
        await worker.Labelling.PoisonAsync(message, Cancellation);

        await files.AssertLabelledAsync("a.csv", content);
        Assert.Empty(await files.NamesAsync(FilePlaces.Rejected));
    }

    [Fact]
    public async Task PoisonAsync_FileThatWasUploadedAnew_LeavesTheNewOne()
    {
        using var files = await FileAccount.NewAsync(azurite);
        using var worker = files.Worker(SmallChunks);
        await files.PutAsync("a.csv", FileAccount.Table(110));
        await worker.LabelAsync("a.csv");
        var message = (await Queue(files).PeekMessageAsync(Cancellation)).Value.Body.ToString();
        var content = FileAccount.Table(15);
        await files.PutAsync("a.csv", content);
        await worker.Labelling.PoisonAsync(message, Cancellation);
        await worker.LabelAsync("a.csv");
        await worker.DrainAsync();

        await files.AssertLabelledAsync("a.csv", content);
        Assert.Empty(await files.NamesAsync(FilePlaces.Rejected));
    }

    [Fact]
    public async Task PoisonFileAsync_FileOfTheInbox_IsTriedOnceMore()
    {
        using var files = await FileAccount.NewAsync(azurite);
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        using var worker = new FileWorker(files.Account, files.Model, time: time);
        await files.PutAsync("a.csv", FileAccount.Table(3));
        await worker.Labelling.PoisonFileAsync("a.csv", Cancellation);
        await worker.Labelling.PoisonFileAsync("a.csv", Cancellation);
        time.Advance(TimeSpan.FromMinutes(1));
        await worker.DrainAsync();

        await files.AssertLabelledAsync("a.csv", FileAccount.Table(3));
        Assert.Empty(await files.NamesAsync(FilePlaces.Rejected));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("something else")]
    public async Task ChunkAsync_MessageOfSomebodyElse_FailsWithoutTouchingAnything(string message)
    {
        using var files = await FileAccount.NewAsync(azurite);
        using var worker = files.Worker();

        await Assert.ThrowsAnyAsync<JsonException>(() => worker.Labelling.ChunkAsync(message, Cancellation));
        Assert.Equal(0, worker.Tap.Count);
    }

    private static QueueClient Queue(FileAccount files) =>
        new(files.Account.ConnectionString, FilePlaces.Chunks, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
}
