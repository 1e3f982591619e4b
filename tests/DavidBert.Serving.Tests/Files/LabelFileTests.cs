using System.Text;
using DavidBert.Labelling;
using DavidBert.Serving.Configuration;
using DavidBert.Serving.Inbox;
using DavidBert.Testing;

namespace DavidBert.Serving.Tests.Files;

/// <summary>What comes of a file of the inbox.</summary>
public sealed class LabelFileTests(Azurite azurite)
{
    private const int SmallChunk = 1_000;

    [Theory]
    [InlineData("a.csv", "id;phrase\r\n1;fishy\r\n2;\"very; large\"\r\n")]
    [InlineData("folder/a.tsv", "phrase\tx\nfishy\t=1+1\n")]
    [InlineData("a.txt", "fishy\nvery large\n")]
    [InlineData("a.jsonl", "{\"phrase\": \"fishy\"}\n{\"text\": 1}\n")]
    [InlineData("a.csv", "phrase\n")]
    [InlineData("empty.jsonl", "")]
    [InlineData("no ending", "phrase\nlarge")]
    public async Task LabelAsync_EachFormat_GivesWhatTheLabellerGives(string name, string content)
    {
        var plain = Encoding.UTF8.GetBytes(content);
        foreach (var (suffix, bytes) in new[] { ("", plain), (".gz", FileAccount.Gzip(plain)) })
        {
            using var files = await FileAccount.NewAsync(azurite);
            using var worker = files.Worker();
            await files.PutAsync(name + suffix, bytes);
            await worker.LabelAsync(name + suffix);

            await files.AssertLabelledAsync(name + suffix, bytes);
            Assert.Empty(await files.NamesAsync(FilePlaces.Inbox));
            Assert.Equal(bytes, await files.GetAsync(FilePlaces.Done, name + suffix));
        }
    }

    [Theory]
    [InlineData("a.csv", 32)]
    [InlineData("a.csv.gz", 38)]
    public async Task LabelAsync_SmallFile_TakesFewRequestsToStorage(string name, int most)
    {
        using var files = await FileAccount.NewAsync(azurite);
        using var worker = files.Worker();
        var isCompressed = name.EndsWith(".gz", StringComparison.Ordinal);
        await files.PutAsync(name, isCompressed ? FileAccount.Gzip(FileAccount.Table(20)) : FileAccount.Table(20));
        await worker.LabelAsync(name);

        Assert.InRange(worker.Tap.Count, 1, most);
    }

    [Theory]
    [InlineData("a.csv", false, 30)]
    [InlineData("a.csv", false, 400)]
    [InlineData("a.csv.gz", true, 30)]
    [InlineData("a.csv.gz", true, 400)]
    public async Task LabelAsync_ManyChunks_GivesWhatOneDoes(string name, bool isCompressed, int rows)
    {
        using var files = await FileAccount.NewAsync(azurite);
        using var worker = files.Worker(new LabellingOptions { ChunkBytes = SmallChunk });
        var content = isCompressed ? FileAccount.Gzip(FileAccount.Table(rows)) : FileAccount.Table(rows);
        await files.PutAsync(name, content);
        await worker.LabelAsync(name);
        await worker.DrainAsync();

        await files.AssertLabelledAsync(
            name, content, new LabelOptions { ChunkBytes = isCompressed ? SmallChunk : 4 << 20 });
    }

    [Theory]
    [InlineData(nameof(AfterLabelling.Move), 0, 1)]
    [InlineData(nameof(AfterLabelling.Delete), 0, 0)]
    [InlineData(nameof(AfterLabelling.Keep), 1, 0)]
    public async Task LabelAsync_Labelled_DoesWithTheInputWhatIsSet(string after, int inInbox, int inDone)
    {
        using var files = await FileAccount.NewAsync(azurite);
        using var worker = files.Worker(new LabellingOptions { After = Enum.Parse<AfterLabelling>(after) });
        var content = FileAccount.Table(5);
        await files.PutAsync("a.csv", content);
        await worker.LabelAsync("a.csv");
        var first = await files.MetadataAsync(FilePlaces.Labelled, "a.csv");
        var tags = await TagsAsync(files);
        await worker.LabelAsync("a.csv");

        await files.AssertLabelledAsync("a.csv", content);
        Assert.Equal(
            (inInbox, inDone),
            ((await files.NamesAsync(FilePlaces.Inbox)).Length, (await files.NamesAsync(FilePlaces.Done)).Length));
        var report = await files.JsonAsync(FilePlaces.Reports, "a.csv.json");
        Assert.Equal("test 1", first["davidbert_model"]);
        Assert.Equal(files.Model.Bundle.Sha256, first["davidbert_model_hash"]);
        Assert.Equal(files.Model.Bundle.Sha256, (string?)report["model_hash"]);
        Assert.Equal(tags, await TagsAsync(files));
    }

    [Fact]
    public async Task LabelAsync_Metadata_ComesBeforeTheSettings()
    {
        using var files = await FileAccount.NewAsync(azurite);
        using var worker = files.Worker(new LabellingOptions { Column = "other", TopK = 3 });
        var content = "wort;x y\nfishy;=1\nhuge;2\n"u8.ToArray();
        await files.PutAsync("a.csv", content, new Dictionary<string, string>
        {
            ["column"] = "2",
            ["top_k"] = "2",
            ["minimum_score"] = "0.5",
            ["word_name"] = "w",
            ["score_name"] = "s",
            ["error_name"] = "e",
            ["escape_formulas"] = "true",
            ["separator"] = ";",
            ["quote"] = "none",
            ["encoding"] = "utf-8",
            ["line_end"] = "lf",
            ["header"] = "true",
            ["format"] = "csv",
            ["mtime"] = "something of a tool's",
        });
        await worker.LabelAsync("a.csv");

        await files.AssertLabelledAsync("a.csv", content, new LabelOptions
        {
            Column = "2",
            TopK = 2,
            MinimumScore = 0.5,
            WordName = "w",
            ScoreName = "s",
            ErrorName = "e",
            EscapeFormulas = true,
            Separator = ';',
            HasQuotes = false,
        });
    }

    [Fact]
    public async Task LabelAsync_NameThatIsGone_IsASuccess()
    {
        using var files = await FileAccount.NewAsync(azurite);
        using var worker = files.Worker();
        await worker.LabelAsync("never.csv");

        foreach (var container in FilePlaces.Containers)
        {
            Assert.Empty(await files.NamesAsync(container));
        }
    }

    [Fact]
    public async Task LabelAsync_NewerUploadOfADoneFile_ReplacesItsOutput()
    {
        using var files = await FileAccount.NewAsync(azurite);
        using var worker = files.Worker();
        await files.PutAsync("a.csv", FileAccount.Table(5));
        await worker.LabelAsync("a.csv");
        var content = FileAccount.Table(9);
        await files.PutAsync("a.csv", content);
        await worker.LabelAsync("a.csv");

        await files.AssertLabelledAsync("a.csv", content);
        Assert.Equal(content, await files.GetAsync(FilePlaces.Done, "a.csv"));
    }

    private static async Task<string[]> TagsAsync(FileAccount files)
    {
        var tags = new List<string>();
        foreach (var container in (string[])[FilePlaces.Labelled, FilePlaces.Reports])
        {
            var blobs = files.Container(container).GetBlobsAsync(
                cancellationToken: TestContext.Current.CancellationToken);
            await foreach (var blob in blobs)
            {
                tags.Add($"{container}/{blob.Name} {blob.Properties.ETag}");
            }
        }

        return [.. tags];
    }
}
