using System.Text;
using DavidBert.Serving.Configuration;
using DavidBert.Serving.Inbox;
using DavidBert.Testing;

namespace DavidBert.Serving.Tests.Files;

/// <summary>Files that cannot be labelled, and names that are hard to store.</summary>
public sealed class RejectionTests(Azurite azurite)
{
    private static readonly LabellingOptions Limited = new() { MaxBytes = 1_000_000, ChunkBytes = 1_000 };

    public static TheoryData<string, byte[], string, int?> Unreadable => new()
    {
        { "a.csv", "a,b\n1,2\n"u8.ToArray(), "no_column", 1 },
        { "a.csv", [], "empty_file", null },
        { "a.csv", [0x50, 0x4B, 3, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], "binary", null },
        { "a.csv.gz", "phrase\nfishy\n"u8.ToArray(), "damaged", null },
        { "a.csv.gz", FileAccount.Gzip(FileAccount.Table(200))[..^20], "damaged", null },
        { "a.csv", new byte[1_000_001], "too_large", null },
        { "a.csv.gz", FileAccount.Gzip(new byte[80 << 20]), "binary", null },
        { "a.txt.gz", FileAccount.Gzip(
            Encoding.ASCII.GetBytes(
                string.Concat(Enumerable.Repeat("fishy\n", 12 << 20)))), "compression_ratio", null },
    };

    [Theory]
    [MemberData(nameof(Unreadable))]
    public async Task LabelAsync_Unreadable_IsRejectedWithTheReason(string name, byte[] content, string code, int? row)
    {
        using var files = await FileAccount.NewAsync(azurite);
        using var worker = files.Worker(Limited);
        await files.PutAsync(name, content);
        await worker.LabelAsync(name);
        await worker.DrainAsync();

        var reason = await files.JsonAsync(FilePlaces.Rejected, name + FilePlaces.ReasonSuffix);
        Assert.Equal((code, row), ((string?)reason["code"], (int?)reason["row"]));
        Assert.NotEmpty((string)reason["detail"]!);
        Assert.Equal(content, await files.GetAsync(FilePlaces.Rejected, name));
        await AssertEmptyAsync(
            files, FilePlaces.Inbox, FilePlaces.Work, FilePlaces.Labelled, FilePlaces.Reports, FilePlaces.Done);
    }

    [Fact]
    public async Task ChunkAsync_RecordThatIsTooLongInTheMiddle_RejectsTheFile()
    {
        using var files = await FileAccount.NewAsync(azurite);
        using var worker = files.Worker(Limited with { MaxBytes = 4 << 20 });
        var content = Encoding.ASCII.GetBytes(
            "phrase\n" + string.Concat(Enumerable.Repeat("fishy\n", 2_000)) + new string('x', 2 << 20) + "\nfishy\n");
        await files.PutAsync("a.csv", content);
        await worker.LabelAsync("a.csv");
        await worker.DrainAsync();

        var reason = await files.JsonAsync(FilePlaces.Rejected, "a.csv.reason.json");
        Assert.Equal(("record_too_long", 2_002), ((string?)reason["code"], (int?)reason["row"]));
        await AssertEmptyAsync(files, FilePlaces.Inbox, FilePlaces.Work, FilePlaces.Labelled);
    }

    [Theory]
    [InlineData("top_k", "0")]
    [InlineData("top_k", "1.5")]
    [InlineData("top_k", "many")]
    [InlineData("minimum_score", "2")]
    [InlineData("minimum_score", "NaN")]
    [InlineData("separator", "ab")]
    [InlineData("quote", "x")]
    [InlineData("encoding", "latin1")]
    [InlineData("header", "maybe")]
    [InlineData("word_name", "=1+1")]
    [InlineData("format", "7")]
    public async Task LabelAsync_MetadataThatCannotBe_IsRejectedAndNamed(string key, string value)
    {
        using var files = await FileAccount.NewAsync(azurite);
        using var worker = files.Worker();
        await files.PutAsync("a.csv", FileAccount.Table(1), new Dictionary<string, string> { [key] = value });
        await worker.LabelAsync("a.csv");

        var reason = await files.JsonAsync(FilePlaces.Rejected, "a.csv.reason.json");
        Assert.Equal("options", (string?)reason["code"]);
        Assert.Contains(value, (string)reason["detail"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LabelAsync_RejectedAndKept_StaysAndIsNotRejectedAgain()
    {
        using var files = await FileAccount.NewAsync(azurite);
        using var worker = files.Worker(new LabellingOptions { After = AfterLabelling.Keep });
        await files.PutAsync("a.csv", "a,b\n"u8.ToArray());
        await worker.LabelAsync("a.csv");
        var reason = await TagAsync(files, "a.csv.reason.json");
        await worker.LabelAsync("a.csv");

        Assert.Equal(["a.csv"], await files.NamesAsync(FilePlaces.Inbox));
        Assert.Equal(reason, await TagAsync(files, "a.csv.reason.json"));
    }

    [Fact]
    public async Task LabelAsync_RejectedThenMended_IsLabelled()
    {
        using var files = await FileAccount.NewAsync(azurite);
        using var worker = files.Worker();
        await files.PutAsync("a.csv", "a,b\n"u8.ToArray());
        await worker.LabelAsync("a.csv");
        await files.PutAsync("a.csv", FileAccount.Table(3));
        await worker.LabelAsync("a.csv");

        await files.AssertLabelledAsync("a.csv", FileAccount.Table(3));
    }

    [Theory]
    [InlineData("a\u0001b\u007f.csv")]
    [InlineData("tab\there\nline.csv")]
    [InlineData("ünïcödé 漢字 👩‍🚀 \u202Etxt.csv")]
    [InlineData("a+b%20c?d#e&f=g\"h'i<j>k|l*m:n.csv")]
    [InlineData("folder//double.csv")]
    [InlineData("dots...csv")]
    [InlineData(" leading and trailing .csv ")]
    public async Task LabelAsync_UnusualName_IsLabelledUnderIt(string name)
    {
        using var files = await FileAccount.NewAsync(azurite);
        using var worker = files.Worker();
        var content = FileAccount.Table(3);
        await files.PutAsync(name, content);
        await worker.LabelAsync(name);

        await files.AssertLabelledAsync(name, content);
        // The emulator cannot list names with control characters
        Assert.Equal(content, await files.GetAsync(FilePlaces.Done, name));
    }

    [Theory]
    [InlineData("../labelled/victim.csv")]
    [InlineData("..")]
    [InlineData("a/../../labelled/victim.csv")]
    [InlineData("a/./victim.csv")]
    [InlineData("..\\labelled\\victim.csv")]
    [InlineData("/lead.csv")]
    [InlineData("x/")]
    [InlineData("k/./d.csv")]
    public async Task LabelAsync_NameThatLeadsElsewhere_TouchesNothingElse(string name)
    {
        using var files = await FileAccount.NewAsync(azurite);
        using var worker = files.Worker();
        var victim = FileAccount.Table(2);
        await files.Container(FilePlaces.Labelled).GetBlobClient("victim.csv").UploadAsync(
            new BinaryData(victim), TestContext.Current.CancellationToken);
        await worker.LabelAsync(name);
        var requests = worker.Tap.Count;
        await worker.LabelAsync(name);

        Assert.Equal(requests + 1, worker.Tap.Count); // told once
        Assert.Equal(victim, await files.GetAsync(FilePlaces.Labelled, "victim.csv"));
        var reason = Assert.Single(await files.NamesAsync(FilePlaces.Rejected));
        Assert.Equal("name", (string?)(await files.JsonAsync(FilePlaces.Rejected, reason))["code"]);
        await AssertEmptyAsync(files, FilePlaces.Inbox, FilePlaces.Done, FilePlaces.Reports, FilePlaces.Work);
    }

    [Theory]
    [InlineData(1_012)]
    [InlineData(1_013)]
    [InlineData(1_024)]
    public async Task LabelAsync_LongName_IsLabelledOrRejectedUnderItsHash(int length)
    {
        using var files = await FileAccount.NewAsync(azurite);
        using var worker = files.Worker();
        var name = new string('n', length - 4) + ".csv";
        var content = FileAccount.Table(3);
        await files.PutAsync(name, content);
        await worker.LabelAsync(name);

        if (length == 1_012)
        {
            await files.AssertLabelledAsync(name, content);
            return;
        }

        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(name)));
        Assert.Equal(content, await files.GetAsync(FilePlaces.Rejected, hash));
        var reason = await files.JsonAsync(FilePlaces.Rejected, hash + FilePlaces.ReasonSuffix);
        Assert.Equal((name, "name"), ((string?)reason["name"], (string?)reason["code"]));
        await AssertEmptyAsync(files, FilePlaces.Inbox, FilePlaces.Labelled, FilePlaces.Work);
    }

    private static async Task AssertEmptyAsync(FileAccount files, params string[] containers)
    {
        foreach (var container in containers)
        {
            Assert.Empty(await files.NamesAsync(container));
        }
    }

    private static async Task<string> TagAsync(FileAccount files, string name) =>
        (
            await files.Container(FilePlaces.Rejected).GetBlobClient(name).GetPropertiesAsync(
                cancellationToken: TestContext.Current.CancellationToken)).Value.ETag.ToString();
}
