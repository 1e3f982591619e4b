using System.Security.Cryptography;
using DavidBert.Training.Hub;
using DavidBert.Training.Tests.Checkpoints;
using Microsoft.AspNetCore.Http;

namespace DavidBert.Training.Tests.Hub;

public sealed class HubClientTests : IAsyncLifetime
{
    private const string Weights = "model.safetensors";
    private static readonly RepositoryName Name = RepositoryName.Parse("org/model");

    private readonly TemporaryFolder folder = new();
    private readonly byte[] weights = RandomBytes(300_000);
    private LocalHub hub = null!;

    public async ValueTask InitializeAsync()
    {
        hub = await LocalHub.StartAsync();
        hub.Files["config.json"] = (File.ReadAllBytes(Repository.Golden("tiny/config.json")), false);
        hub.Files["vocab.txt"] = ("[PAD]\n"u8.ToArray(), false);
        hub.Files[Weights] = (weights, true);
        hub.Files["README.md"] = ("# card\n"u8.ToArray(), false);
        hub.Files["pytorch_model.bin"] = ("never fetched"u8.ToArray(), true);
    }

    public async ValueTask DisposeAsync()
    {
        await hub.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task Download_IntoTheCache_HasTheLayoutThatOthersShare()
    {
        var snapshot = await DownloadAsync();

        Assert.Equal(folder[$"models--org--model/snapshots/{LocalHub.Commit}"], snapshot);
        Assert.Equal(["README.md", "config.json", "model.safetensors", "vocab.txt"], Names(snapshot));
        Assert.Equal(weights, File.ReadAllBytes(Path.Combine(snapshot, Weights)));
        var hash = Convert.ToHexStringLower(SHA256.HashData(weights));
        Assert.Equal(Path.Combine("..", "..", "blobs", hash), new FileInfo(Path.Combine(snapshot, Weights)).LinkTarget);
        Assert.True(File.Exists(folder[$"models--org--model/blobs/{LocalHub.GitHash("[PAD]\n"u8)}"]));
        Assert.Equal(LocalHub.Commit, File.ReadAllText(folder["models--org--model/refs/main"]));
        Assert.Equal(snapshot, new HubCache(folder.Path).FindSnapshot(Name));
    }

    [Fact]
    public async Task Download_IntoAFolder_HoldsTheFilesThemselves()
    {
        var target = await DownloadAsync(to: folder["here"]);

        Assert.Equal(folder["here"], target);
        Assert.Equal(["README.md", "config.json", "model.safetensors", "vocab.txt"], Names(target));
        Assert.Equal(weights, File.ReadAllBytes(Path.Combine(target, Weights)));
        Assert.Equal(["here"], Names(folder.Path));
    }

    [Fact]
    public async Task Download_ASecondTime_FetchesTheListingOnly()
    {
        await DownloadAsync();
        hub.Requests.Clear();

        await DownloadAsync();

        Assert.Single(hub.Requests);
    }

    [Fact]
    public async Task Download_ByCommit_WritesNoReference()
    {
        var snapshot = await DownloadAsync(revision: LocalHub.Commit);

        Assert.False(Directory.Exists(folder["models--org--model/refs"]));
        Assert.Equal(snapshot, new HubCache(folder.Path).FindSnapshot(Name, LocalHub.Commit));
    }

    [Fact]
    public async Task Download_Shards_FetchesThoseOfTheIndex()
    {
        hub.Files.Remove(Weights);
        hub.Files["model.safetensors.index.json"]
            = ("""{"weight_map":{"a":"m-1.safetensors","b":"m-2.safetensors"}}"""u8.ToArray(), false);
        hub.Files["m-1.safetensors"] = (RandomBytes(10), true);
        hub.Files["m-2.safetensors"] = (RandomBytes(20), true);
        hub.Files["m-3.safetensors"] = (RandomBytes(30), true);

        var snapshot = await DownloadAsync();

        Assert.Equal(
            [
                "README.md", "config.json", "m-1.safetensors", "m-2.safetensors", "model.safetensors.index.json",
                "vocab.txt",
            ],
            Names(snapshot));
    }

    [Fact]
    public async Task Download_TransferCut_GoesOnWhereItStopped()
    {
        var cuts = 0;
        var arrived = new TaskCompletionSource();
        hub.Before = async context =>
        {
            if (!IsWeights(context) || Interlocked.Increment(ref cuts) > 1)
            {
                return false;
            }

            context.Response.ContentLength = weights.Length;
            await context.Response.Body.WriteAsync(weights.AsMemory(0, 100_000));
            await context.Response.Body.FlushAsync();
            await arrived.Task;
            context.Abort();
            return true;
        };
        using var client = Client(token: null);

        var snapshot = await client.DownloadAsync(
            Name, progress: new Recorder(ReportArrival), cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(weights, File.ReadAllBytes(Path.Combine(snapshot, Weights)));
        Assert.Contains(hub.Requests, request => request.Range is "bytes=100000-");

        void ReportArrival(DownloadProgress progress)
        {
            if (progress is { File: Weights, Done: 100_000 })
            {
                arrived.TrySetResult();
            }
        }
    }

    [Fact]
    public async Task Download_PartFromAnEarlierProcess_IsTakenUp()
    {
        folder.Write(
            $"models--org--model/blobs/{Convert.ToHexStringLower(SHA256.HashData(weights))}.incomplete",
            weights[..200_000]);

        var snapshot = await DownloadAsync();

        Assert.Equal(weights, File.ReadAllBytes(Path.Combine(snapshot, Weights)));
        Assert.Contains(hub.Requests, request => request.Range is "bytes=200000-");
    }

    [Fact]
    public async Task Download_PartThatIsDamaged_IsFetchedAnewFromTheStart()
    {
        folder.Write(
            $"models--org--model/blobs/{Convert.ToHexStringLower(SHA256.HashData(weights))}.incomplete",
            new byte[200_000]);

        var snapshot = await DownloadAsync();

        Assert.Equal(weights, File.ReadAllBytes(Path.Combine(snapshot, Weights)));
    }

    [Fact]
    public async Task Download_ServerWithoutRanges_StartsAgain()
    {
        folder.Write(
            $"models--org--model/blobs/{Convert.ToHexStringLower(SHA256.HashData(weights))}.incomplete",
            weights[..200_000]);
        hub.Before = async context =>
        {
            if (!IsWeights(context))
            {
                return false;
            }

            await Results.Bytes(weights).ExecuteAsync(context);
            return true;
        };

        var snapshot = await DownloadAsync();

        Assert.Equal(weights, File.ReadAllBytes(Path.Combine(snapshot, Weights)));
    }

    [Theory]
    [InlineData(Weights)]
    [InlineData("vocab.txt")]
    public async Task Download_OtherBytesOfTheSameSize_RefusesAndKeepsNothing(string file)
    {
        hub.Sent = (name, bytes) => string.Equals(name, file, StringComparison.Ordinal)
            ? RandomBytes(bytes.Length)
            : bytes;

        var error = await Assert.ThrowsAsync<HubException>(() => DownloadAsync());

        Assert.Contains("hash", error.Message, StringComparison.Ordinal);
        Assert.Contains(file, error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Path, "*.incomplete", SearchOption.AllDirectories));
        Assert.Null(new HubCache(folder.Path).FindSnapshot(Name));
    }

    [Fact]
    public async Task Download_AnotherSize_RefusesNamingBoth()
    {
        hub.Sent = (name, bytes) => name is Weights ? bytes[..299_999] : bytes;

        var error = await Assert.ThrowsAsync<HubException>(() => DownloadAsync());

        Assert.Contains("299999", error.Message, StringComparison.Ordinal);
        Assert.Contains("300000", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Download_ServerBusyTwice_SucceedsAtTheThirdAttempt()
    {
        var count = 0;
        hub.Before = context =>
        {
            var busy = IsWeights(context) && Interlocked.Increment(ref count) <= 2;
            context.Response.StatusCode = busy ? 503 : 200;
            return Task.FromResult(busy);
        };

        var snapshot = await DownloadAsync();

        Assert.Equal(weights, File.ReadAllBytes(Path.Combine(snapshot, Weights)));
        Assert.Equal(3, count);
    }

    [Fact]
    public async Task Download_WithAToken_SendsItToTheEndpointOnly()
    {
        await DownloadAsync(token: "hf_secret");

        Assert.All(
            hub.Requests.Where(r => r.Host is "127.0.0.1"),
            r => Assert.Equal("Bearer hf_secret", r.Authorization));
        Assert.All(hub.Requests.Where(r => r.Host is "localhost"), r => Assert.Null(r.Authorization));
        Assert.Contains(hub.Requests, r => r.Host is "localhost");
    }

    [Fact]
    public async Task Download_ModelRenamed_FollowsWithTheToken()
    {
        hub.Before = context =>
        {
            var old = context.Request.Path.Value!.Contains("/old/name/", StringComparison.Ordinal);
            if (old)
            {
                context.Response.StatusCode = 307;
                context.Response.Headers.Location = context.Request.Path.Value
                    .Replace("/old/name/", "/org/model/", StringComparison.Ordinal);
            }

            return Task.FromResult(old);
        };
        using var client = Client("hf_secret");

        var snapshot = await client.DownloadAsync(
            RepositoryName.Parse("old/name"),
            cancellation: TestContext.Current.CancellationToken);

        Assert.Contains("models--old--name", snapshot, StringComparison.Ordinal);
        Assert.All(
            hub.Requests.Where(r => r.Host is "127.0.0.1"),
            r => Assert.Equal("Bearer hf_secret", r.Authorization));
    }

    [Theory]
    [InlineData(401, null, "HF_TOKEN")]
    [InlineData(401, "hf_x", "does not accept the token")]
    [InlineData(403, "hf_x", "conditions")]
    [InlineData(404, null, "Check the name")]
    [InlineData(429, null, "too many requests")]
    [InlineData(500, null, "Try again later")]
    public async Task Download_Refused_SaysWhatToDo(int status, string? token, string advice)
    {
        hub.Before = context =>
        {
            context.Response.StatusCode = status;
            return Task.FromResult(true);
        };

        var error = await Assert.ThrowsAsync<HubException>(() => DownloadAsync(token: token));

        Assert.Contains("org/model", error.Message, StringComparison.Ordinal);
        Assert.Contains(advice, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Download_NoSuchRevision_SaysSo()
    {
        var error = await Assert.ThrowsAsync<HubException>(() => DownloadAsync(revision: "v9"));

        Assert.Contains("v9", error.Message, StringComparison.Ordinal);
        Assert.Contains("no such branch", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("/etc/evil")]
    [InlineData("a/../../evil")]
    [InlineData("a\\evil")]
    [InlineData("C:evil")]
    public async Task Download_ListingWithANameThatLeadsOut_IsRefused(string name)
    {
        hub.ListedOnly.Add(name);

        var error = await Assert.ThrowsAsync<HubException>(() => DownloadAsync());

        Assert.Contains("evil", error.Message, StringComparison.Ordinal);
        Assert.Empty(Names(folder.Path));
    }

    [Fact]
    public async Task Download_IndexWithAShardThatLeadsOut_IsRefused()
    {
        hub.Files.Remove(Weights);
        var index = """{"weight_map":{"a":"../../evil.safetensors"}}"""u8.ToArray();
        hub.Files["model.safetensors.index.json"] = (index, false);

        var error = await Assert.ThrowsAsync<HubException>(() => DownloadAsync());

        Assert.Contains("evil", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Weights, "safetensors")]
    [InlineData("vocab.txt", "vocab.txt")]
    public async Task Download_ModelWithoutWhatIsNeeded_SaysWhatLacks(string file, string said)
    {
        hub.Files.Remove(file);

        var error = await Assert.ThrowsAsync<HubException>(() => DownloadAsync());

        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("""{"sha":"main","siblings":[]}""")]
    [InlineData("[]")]
    [InlineData("null")]
    public async Task Download_AnswerThatIsNoListing_IsRefused(string answer)
    {
        hub.Before = async context =>
        {
            await context.Response.WriteAsync(answer);
            return true;
        };

        var error = await Assert.ThrowsAsync<HubException>(() => DownloadAsync());

        Assert.Contains("org/model", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Download_NobodyAnswers_SaysWhere()
    {
        var options = new HubOptions
        {
            Endpoint = new Uri("http://127.0.0.1:9"),
            Cache = new HubCache(folder.Path),
            RetryDelay = TimeSpan.Zero,
        };
        using var client = new HubClient(options);

        var error = await Assert.ThrowsAsync<HubException>(
            () => client.DownloadAsync(Name, cancellation: TestContext.Current.CancellationToken));

        Assert.Contains("127.0.0.1:9", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Download_PlaceThatCannotBeWritten_SaysSo()
    {
        folder.Write("taken", [1]);

        var error = await Assert.ThrowsAsync<HubException>(() => DownloadAsync(to: folder["taken/inside"]));

        Assert.Contains("cannot be written", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Download_Progress_EndsAtTheWholeOfEveryFile()
    {
        var heard = new List<DownloadProgress>();
        using var client = Client(null);

        await client.DownloadAsync(
            Name,
            progress: new Recorder(heard.Add),
            cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(300_000, heard.Last(p => p.File is Weights).Done);
        Assert.All(
            heard.GroupBy(p => p.File, StringComparer.Ordinal),
            file => Assert.Equal(file.Last().Total, file.Last().Done));
    }

    private static byte[] RandomBytes(int count)
    {
        var bytes = new byte[count];
        Random.Shared.NextBytes(bytes);
        return bytes;
    }

    private static string[] Names(string path) =>
        [.. Directory.GetFileSystemEntries(path).Select(p => Path.GetFileName(p)).Order(StringComparer.Ordinal)];

    private static bool IsWeights(HttpContext context) => context.Request.Path == $"/store/{Weights}";

    private HubClient Client(string? token) => new(new HubOptions
    {
        Endpoint = hub.Endpoint,
        Token = token,
        Cache = new HubCache(folder.Path),
        RetryDelay = TimeSpan.Zero,
    });

    private async Task<string> DownloadAsync(string revision = "main", string? to = null, string? token = null)
    {
        using var client = Client(token);
        return await client.DownloadAsync(Name, revision, to, cancellation: TestContext.Current.CancellationToken);
    }

    private sealed class Recorder(Action<DownloadProgress> hear) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) => hear(value);
    }
}
