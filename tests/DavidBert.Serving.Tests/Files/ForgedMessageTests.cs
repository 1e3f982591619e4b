using System.Text;
using System.Text.Json.Nodes;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Queues;
using DavidBert.Serving.Configuration;
using DavidBert.Serving.Inbox;
using DavidBert.Testing;

namespace DavidBert.Serving.Tests.Files;

/// <summary>Messages and names that somebody made up, to reach what is not theirs.</summary>
public sealed class ForgedMessageTests(Azurite azurite)
{
    private const int Many = 10_000;
    private const int Seed = 20_261_127;

    private static readonly LabellingOptions SmallChunks = new() { ChunkBytes = 300 };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("../done/secret.csv")]
    [InlineData("a/../../done/secret.csv")]
    [InlineData("..\\done\\secret.csv")]
    [InlineData("./secret.csv")]
    [InlineData("/secret.csv")]
    [InlineData("secret.csv/")]
    [InlineData("")]
    public async Task HandleChunkAsync_NameThatLeadsElsewhere_ReachesNothing(string name)
    {
        using var files = await FileAccount.NewAsync(azurite);
        using var worker = files.Worker();
        var secret = FileAccount.Table(2);
        var client = files.Container(FilePlaces.Done).GetBlobClient("secret.csv");
        var version = (
            await client.UploadAsync(new BinaryData(secret), Cancellation)).Value.ETag.ToString("G").Trim('"');
        var message = Message(name, version, "any", new JsonObject
        {
            ["index"] = 0,
            ["start"] = Position(0),
            ["length"] = 10,
        });

        await Assert.ThrowsAsync<UnreadableMessageException>(
            () => worker.Labelling.HandleChunkAsync(message, Cancellation));
        Assert.Equal(0, worker.Tap.Count);
        await worker.Labelling.HandlePoisonedChunkAsync(message, Cancellation);
        Assert.Equal(secret, await files.GetAsync(FilePlaces.Done, "secret.csv"));
        Assert.EndsWith(ParkedMessages.Suffix, Assert.Single(await files.NamesAsync(FilePlaces.Rejected)));
    }

    [Fact]
    public async Task HandleChunkAsync_ChunkThatWasNotPlanned_IsNotLabelled()
    {
        using var files = await FileAccount.NewAsync(azurite);
        using var worker = files.Worker(SmallChunks);
        var content = FileAccount.Table(110);
        await files.PutAsync("a.csv", content);
        await worker.LabelAsync("a.csv");
        var queue = new QueueClient(
            files.Account.ConnectionString,
            FilePlaces.Chunks,
            new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
        var genuine = (await queue.PeekMessageAsync(Cancellation)).Value.Body.ToString();
        foreach (var change in (Action<JsonNode>[])
        [
            message => message["chunk"]!["length"] = 7,
            message => message["chunk"]!["index"] = 99_999,
            message => message["chunk"]!["index"] = -1,
            message => message["chunk"]!["start"]!["offset"] = 5,
            message => (message["from"], message["chunk"]) = (
                new JsonObject { ["index"] = 3, ["position"] = Position(12) }, null),
        ])
        {
            var forged = JsonNode.Parse(genuine)!;
            change(forged);
            await Assert.ThrowsAsync<UnreadableMessageException>(
                () => worker.Labelling.HandleChunkAsync(forged.ToJsonString(), Cancellation));
            await worker.Labelling.HandlePoisonedChunkAsync(forged.ToJsonString(), Cancellation);
        }

        await worker.DrainAsync();
        await files.AssertLabelledAsync("a.csv", content);
    }

    [Fact]
    public async Task HandleFileAsync_OutputThatNamesAnotherPlaceAsItsJob_IsReplaced()
    {
        using var files = await FileAccount.NewAsync(azurite);
        using var worker = files.Worker();
        var content = FileAccount.Table(3);
        await files.PutAsync("a.csv", content);
        var tag = (await files.Container(FilePlaces.Inbox).GetBlobClient("a.csv").GetPropertiesAsync(
            cancellationToken: Cancellation)).Value.ETag.ToString("G").Trim('"');
        await files.Container(FilePlaces.Labelled).GetBlobClient("a.csv").UploadAsync(
            new BinaryData("forged"),
            new BlobUploadOptions
            {
                Metadata = new Dictionary<string, string>
                {
                    ["davidbert_input"] = tag,
                    ["davidbert_job"] = "../models/attributes",
                },
            },
            Cancellation);
        await worker.LabelAsync("a.csv");

        await files.AssertLabelledAsync("a.csv", content);
    }

    [Fact]
    public void Parse_AnyMessage_IsATaskOrRefused()
    {
        var genuine = Message("a.csv", "0x1", "job", new JsonObject
        {
            ["index"] = 0,
            ["start"] = Position(9),
            ["length"] = 10,
        });
        var (random, read) = (new Random(Seed), 0);
        for (var i = 0; i < Many; i++)
        {
            var bytes = Encoding.UTF8.GetBytes(genuine);
            for (var change = random.Next(6); change > 0; change--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            try
            {
                Assert.NotNull(ChunkMessage.Parse(ChunkQueue.Decode(Encoding.UTF8.GetString(bytes))).Input);
                read++;
            }
            catch (UnreadableMessageException)
            {
            }
        }

        Assert.InRange(read, Many / 10, Many * 9 / 10);
    }

    [Fact]
    public void TryParse_AnyName_IsRefusedOrNamesTheBlobItSays()
    {
        string[] parts =
        [
            ".", "..", "/", "\\", "a", "b.csv", "%2e", "%2F", " ", "?", "#", "ü", "\ud83d\ude00", "\ud83d", "\t", "~",
            "+",
        ];
        var container = new BlobContainerClient(new Uri("https://account.blob.core.windows.net/inbox"));
        var (random, taken) = (new Random(Seed), 0);
        for (var i = 0; i < Many; i++)
        {
            var name = string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => parts[random.Next(parts.Length)]));
            if (InboxName.TryParse(name, out var file, out var problem))
            {
                taken++;
                var blob = container.GetBlobClient(file.Value);
                var uri = new BlobUriBuilder(new Uri(blob.Uri.AbsoluteUri));
                Assert.Equal((name, "inbox", name), (blob.Name, uri.BlobContainerName, uri.BlobName));
            }
            else
            {
                Assert.NotEmpty(problem);
            }
        }

        Assert.InRange(taken, Many / 10, Many * 9 / 10);
    }

    private static string Message(string name, string version, string job, JsonObject chunk) => new JsonObject
    {
        ["name"] = name,
        ["version"] = version,
        ["job"] = job,
        ["chunk"] = chunk,
        ["planned"] = "2026-11-27T00:00:00Z",
    }.ToJsonString();

    private static JsonObject Position(int offset) => new()
    {
        ["offset"] = offset,
        ["row"] = 1,
        ["line"] = 2,
        ["chunk_offset"] = offset,
    };
}
