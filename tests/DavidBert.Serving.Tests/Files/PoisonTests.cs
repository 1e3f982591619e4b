using System.Text.Json;
using Azure.Storage.Queues;
using DavidBert.Serving.Configuration;
using DavidBert.Serving.Inbox;
using DavidBert.Serving.Storage;
using DavidBert.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace DavidBert.Serving.Tests.Files;

/// <summary>Work that fails again and again.</summary>
public sealed class PoisonTests(Azurite azurite)
{
    private static readonly LabellingOptions SmallChunks = new() { ChunkBytes = 300 };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task LookAsync_ChunkThatFailsFiveTimes_RejectsTheFile()
    {
        using var files = await FileAccount.NewAsync(azurite);
        using var worker = files.Worker(SmallChunks, new RequestTap
        {
            Before = request => request.Uri.Query.Contains("comp=block&", StringComparison.Ordinal)
                ? throw new IOException("No block is stored.")
                : Task.CompletedTask,
        });
        var content = FileAccount.Table(110);
        await files.PutAsync("a.csv", content);
        await worker.LabelAsync("a.csv");
        using var watch = new ChunkWatch(
            Queue(files), worker.Preparation, worker.Labelling, TimeProvider.System, NullLogger<ChunkWatch>.Instance)
        {
            Retry = new GrowingPause(TimeSpan.Zero, TimeSpan.Zero),
        };
        while ((await files.NamesAsync(FilePlaces.Inbox)).Length > 0)
        {
            await watch.LookAsync(Cancellation);
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
        await worker.Labelling.HandlePoisonedChunkAsync(message, Cancellation);

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
        await worker.Labelling.HandlePoisonedChunkAsync(message, Cancellation);
        await worker.LabelAsync("a.csv");
        await worker.DrainAsync();

        await files.AssertLabelledAsync("a.csv", content);
        Assert.Empty(await files.NamesAsync(FilePlaces.Rejected));
    }

    [Fact]
    public async Task PoisonFileAsync_FileOfTheInbox_IsRejected()
    {
        using var files = await FileAccount.NewAsync(azurite);
        using var worker = files.Worker();
        await files.PutAsync("a.csv", FileAccount.Table(3));
        await worker.Labelling.HandlePoisonedFileAsync("a.csv", cause: null, Cancellation);
        await worker.Labelling.HandlePoisonedFileAsync("a.csv", cause: null, Cancellation);

        Assert.Equal("failed", (string?)(await files.JsonAsync(FilePlaces.Rejected, "a.csv.reason.json"))["code"]);
        Assert.Empty(await files.NamesAsync(FilePlaces.Inbox));
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

        await Assert.ThrowsAsync<UnreadableMessageException>(
            () => worker.Labelling.HandleChunkAsync(message, Cancellation));
        Assert.Equal(0, worker.Tap.Count);
    }

    [Fact]
    public async Task LookAsync_MessagesThatCannotBeRead_AreParkedWithTheReasonAndTheOthersGoOn()
    {
        using var files = await FileAccount.NewAsync(azurite);
        using var worker = files.Worker(SmallChunks);
        string[] bad = ["not base64!", "bm90IGpzb24=", "e30=", "////", "{\"name\":"];
        var plain = new QueueClient(files.Account.ConnectionString, FilePlaces.Chunks);
        foreach (var message in bad)
        {
            await plain.SendMessageAsync(message, Cancellation);
        }

        var content = FileAccount.Table(110);
        await files.PutAsync("a.csv", content);
        await worker.LabelAsync("a.csv");
        var none = new GrowingPause(TimeSpan.Zero, TimeSpan.Zero);
        using var watch = new ChunkWatch(
            plain, worker.Preparation, worker.Labelling, TimeProvider.System, NullLogger<ChunkWatch>.Instance)
        {
            Retry = none,
        };
        var looks = 0;
        while (await watch.LookAsync(Cancellation))
        {
            Assert.True(++looks < 200, "The queue is never empty.");
        }

        await files.AssertLabelledAsync("a.csv", content);
        var parked = await files.NamesAsync(FilePlaces.Rejected);
        Assert.Equal(bad.Length, parked.Length);
        foreach (var name in parked)
        {
            Assert.EndsWith(ParkedMessages.Suffix, name, StringComparison.Ordinal);
            Assert.NotEmpty((string)(await files.JsonAsync(FilePlaces.Rejected, name))["detail"]!);
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("not json")]
    [InlineData("""{"ContainerName": "models", "BlobName": "attributes/current.json"}""")]
    [InlineData("""{"ContainerName": "inbox", "BlobName": "../labelled/a.csv"}""")]
    public async Task HandlePoisonedFileMessageAsync_AboutSomethingElse_IsParked(string message)
    {
        using var files = await FileAccount.NewAsync(azurite);
        using var worker = files.Worker();
        await worker.Labelling.HandlePoisonedFileMessageAsync(message, Cancellation);

        var parked = await files.JsonAsync(
            FilePlaces.Rejected, Assert.Single(await files.NamesAsync(FilePlaces.Rejected)));
        Assert.Equal(message, (string?)parked["message"]);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task HandlePoisonedFileMessageAsync_AboutAVersion_TriesThatOneOnly(bool isCurrent, int tasks)
    {
        using var files = await FileAccount.NewAsync(azurite);
        using var worker = files.Worker();
        await files.PutAsync("a.csv", FileAccount.Table(3));
        var now = (await files.Container(FilePlaces.Inbox).GetBlobClient("a.csv").GetPropertiesAsync(
            cancellationToken: Cancellation)).Value.ETag;
        var tag = isCurrent ? $"{now:H}" : "\"0x1\"";
        var message = JsonSerializer.Serialize(new { ContainerName = "inbox", BlobName = "a.csv", ETag = tag });
        await worker.Labelling.HandlePoisonedFileMessageAsync(message, Cancellation);

        Assert.Equal(tasks, (await Queue(files).GetPropertiesAsync(Cancellation)).Value.ApproximateMessagesCount);
    }

    private static QueueClient Queue(FileAccount files) =>
        new(
            files.Account.ConnectionString,
            FilePlaces.Chunks,
            new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
}
