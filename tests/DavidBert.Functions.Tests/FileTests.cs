using System.Text.Json;
using Azure.Storage.Queues;
using DavidBert.Functions.Tests.Host;
using DavidBert.Functions.Tests.Host.Rpc;
using DavidBert.Labelling;
using DavidBert.Serving.Inbox;
using DavidBert.Testing;

namespace DavidBert.Functions.Tests;

/// <summary>Files, from the event to what comes of them, through the real worker.</summary>
public sealed class FileTests(Azurite azurite)
{
    private const int ChunkBytes = 300;
    private const int Starts = 3;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task LabelFile_NewFile_IsLabelledOnceHoweverOftenItIsAnnounced()
    {
        using var files = await FileAccount.NewAsync(azurite);
        await using var host = await StartAsync(files);
        var content = FileAccount.Table(3);
        await files.PutAsync("a folder/50 % ü.csv", content);
        for (var times = 0; times < 2; times++)
        {
            AssertSuccess(await host.BlobAsync("label-file", FilePlaces.Inbox, "a folder/50 % ü.csv", Cancellation));
        }

        await files.AssertLabelledAsync("a folder/50 % ü.csv", content, new LabelOptions { ChunkBytes = ChunkBytes });
        Assert.Equal(content, await files.GetAsync(FilePlaces.Done, "a folder/50 % ü.csv"));
    }

    [Fact]
    public async Task LabelChunk_LargeFile_ComesTogetherFromTheQueue()
    {
        using var files = await FileAccount.NewAsync(azurite);
        await using var host = await StartAsync(files);
        var content = FileAccount.Table(110);
        await files.PutAsync("a.csv", content);
        AssertSuccess(await host.BlobAsync("label-file", FilePlaces.Inbox, "a.csv", Cancellation));
        Assert.Empty(await files.NamesAsync(FilePlaces.Labelled));
        var chunks = 0;
        while ((await Queue(files).ReceiveMessageAsync(cancellationToken: Cancellation)).Value is { } message)
        {
            AssertSuccess(await host.InvokeAsync(
                "label-chunk", new TypedData { String = message.Body.ToString() }, Cancellation));
            await Queue(files).DeleteMessageAsync(message.MessageId, message.PopReceipt, Cancellation);
            chunks++;
        }

        Assert.True(chunks > 4, $"{chunks} chunks.");
        await files.AssertLabelledAsync("a.csv", content, new LabelOptions { ChunkBytes = ChunkBytes });
    }

    [Fact]
    public async Task RejectChunk_ChunkThatFailedTooOften_RejectsItsFile()
    {
        using var files = await FileAccount.NewAsync(azurite);
        await using var host = await StartAsync(files);
        await files.PutAsync("a.csv", FileAccount.Table(110));
        AssertSuccess(await host.BlobAsync("label-file", FilePlaces.Inbox, "a.csv", Cancellation));
        var message = (await Queue(files).PeekMessageAsync(Cancellation)).Value.Body.ToString();
        AssertSuccess(await host.InvokeAsync("reject-chunk", new TypedData { String = message }, Cancellation));

        Assert.Equal("failed", (string?)(await files.JsonAsync(FilePlaces.Rejected, "a.csv.reason.json"))["code"]);
        Assert.Empty(await files.NamesAsync(FilePlaces.Inbox));
    }

    /// <summary>The host's five attempts took a fraction of a second; the service's own are spread.</summary>
    [Fact]
    public async Task RejectFile_EventThatFailedTooOften_KeepsTheFileForMoreAttempts()
    {
        using var files = await FileAccount.NewAsync(azurite);
        await using var host = await StartAsync(files);
        await files.PutAsync("a.csv", FileAccount.Table(3));
        var poison = JsonSerializer.Serialize(
            new { ContainerName = FilePlaces.Inbox, BlobName = "a.csv", BlobType = "BlockBlob" });
        AssertSuccess(await host.InvokeAsync("reject-file", new TypedData { String = poison }, Cancellation));

        Assert.Equal(["a.csv"], await files.NamesAsync(FilePlaces.Inbox));
        Assert.Empty(await files.NamesAsync(FilePlaces.Rejected));
        Assert.Equal(1, (await Queue(files).GetPropertiesAsync(Cancellation)).Value.ApproximateMessagesCount);
    }

    [Fact]
    public async Task LabelChunk_MessageOfSomebodyElse_Fails()
    {
        using var files = await FileAccount.NewAsync(azurite);
        await using var host = await StartAsync(files);
        var result = await host.InvokeAsync("label-chunk", new TypedData { String = "{}" }, Cancellation);

        Assert.Equal(StatusResult.Types.Status.Failure, result.Status);
        Assert.Contains("It lacks 'name'", result.Exception.Message, StringComparison.Ordinal);
    }

    /// <summary>There is no model, so the file waits for one until the host takes the call back.</summary>
    [Fact]
    public async Task LabelFile_Cancelled_EndsAndLeavesTheFile()
    {
        using var files = await FileAccount.NewAsync(azurite);
        await using var host = await StartAsync(files, folder: Path.Combine(Path.GetTempPath(), "no such folder"));
        await files.PutAsync("a.csv", FileAccount.Table(3));
        using var stop = new CancellationTokenSource();
        var call = host.BlobAsync("label-file", FilePlaces.Inbox, "a.csv", stop.Token);
        await stop.CancelAsync();
        var result = await call;

        Assert.NotEqual(StatusResult.Types.Status.Success, result.Status);
        Assert.Equal(["a.csv"], await files.NamesAsync(FilePlaces.Inbox));
    }

    [Fact]
    public async Task Watch_ForALocalRun_MakesWhatIsMissingAndLabels()
    {
        using var files = FileAccount.Of(await azurite.NewAccountAsync());
        await using var host = await StartAsync(files, WorkerPool.Local);
        while (!await files.Container(FilePlaces.Inbox).ExistsAsync(Cancellation))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), Cancellation);
        }

        await files.PutAsync("a.csv", FileAccount.Table(3));
        while (!await files.Container(FilePlaces.Done).ExistsAsync(Cancellation)
            || (await files.NamesAsync(FilePlaces.Done)).Length == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), Cancellation);
        }

        await files.AssertLabelledAsync("a.csv", FileAccount.Table(3), new LabelOptions { ChunkBytes = ChunkBytes });
        Assert.True(await Queue(files).ExistsAsync(Cancellation));
    }

    [Fact]
    public async Task Terminate_WorkerAtRest_EndsWithSuccess()
    {
        using var files = await FileAccount.NewAsync(azurite);
        await using var host = await StartAsync(files);

        var code = await host.TerminateAsync(Cancellation);

        Assert.True(code == 0, $"The worker ended with {code}. {host.Log}");
    }

    [Fact]
    public async Task Terminate_WorkerThatStillStarts_EndsWithSuccess()
    {
        using var files = await FileAccount.NewAsync(azurite);
        for (var i = 0; i < Starts; i++)
        {
            await using var host = await FunctionsHost.ConnectAsync(
                WorkerPool.Deployed, Settings(files), Cancellation);

            var code = await host.TerminateAsync(Cancellation);

            Assert.True(code == 0, $"The worker ended with {code}. {host.Log}");
        }
    }

    private static Task<FunctionsHost> StartAsync(FileAccount files, string? app = null, string? folder = null) =>
        FunctionsHost.StartAsync(app ?? WorkerPool.Deployed, Settings(files, folder), Cancellation);

    private static Dictionary<string, string?> Settings(FileAccount files, string? folder = null) =>
        new(StringComparer.Ordinal)
        {
            ["AzureWebJobsStorage"] = files.Account.ConnectionString,
            ["DavidBert:Model:Folder"] = folder ?? files.Model.Bundle.Folder,
            ["DavidBert:Labelling:ChunkBytes"] = $"{ChunkBytes}",
        };

    private static void AssertSuccess(StatusResult result) =>
        Assert.True(
            result.Status is StatusResult.Types.Status.Success,
            $"{result.Exception?.Message} {result.Exception?.StackTrace}");

    private static QueueClient Queue(FileAccount files) =>
        new(
            files.Account.ConnectionString,
            FilePlaces.Chunks,
            new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
}
