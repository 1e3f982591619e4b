using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Queues;
using DavidBert.Labelling;
using DavidBert.Serving.Inbox;

namespace DavidBert.Testing;

/// <summary>
/// An account of the emulator with the containers and queues of labelling, as an analyst and the tests see it.
/// </summary>
public sealed class FileAccount : IDisposable
{
    private readonly BlobServiceClient blobs;

    private FileAccount(AzuriteAccount account) => (Account, blobs) = (account, account.Client());

    public AzuriteAccount Account { get; }

    public VersionOfModel Model { get; } = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>An account as it is, with nothing in it.</summary>
    public static FileAccount Of(AzuriteAccount account) => new(account);

    public static async Task<FileAccount> NewAsync(Azurite azurite)
    {
        var files = new FileAccount(await azurite.NewAccountAsync());
        foreach (var name in FilePlaces.Containers)
        {
            await files.blobs.CreateBlobContainerAsync(name, cancellationToken: Cancellation);
        }

        await new QueueClient(
            files.Account.ConnectionString, FilePlaces.Chunks).CreateAsync(cancellationToken: Cancellation);
        return files;
    }

    /// <summary>Rows of phrases of some kinds, among them ones that cannot be answered.</summary>
    public static byte[] Table(int rows, string begin = "id,phrase\n")
    {
        string[] phrases = ["fishy", "very large", "valuable", "", "\"clean, the\nchonky\"", "漢", "large"];
        var text = new StringBuilder(begin);
        for (var row = 1; row <= rows; row++)
        {
            text.Append(row).Append(',').Append(phrases[row % phrases.Length]).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    public static byte[] Gzip(byte[] content)
    {
        if (content.Length == 0)
        {
            // Of nothing, GZipStream makes nothing
            return Convert.FromHexString("1F8B0800000000000003" + "0300" + "0000000000000000");
        }

        var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.SmallestSize))
        {
            gzip.Write(content);
        }

        return compressed.ToArray();
    }

    public BlobContainerClient Container(string name) => blobs.GetBlobContainerClient(name);

    public async Task PutAsync(string name, byte[] content, IDictionary<string, string>? metadata = null) =>
        await Container(FilePlaces.Inbox).GetBlobClient(name).UploadAsync(
            new BinaryData(content), new BlobUploadOptions { Metadata = metadata }, Cancellation);

    public async Task<byte[]> GetAsync(string container, string name) =>
        (await Container(container).GetBlobClient(name).DownloadContentAsync(Cancellation)).Value.Content.ToArray();

    public async Task<JsonNode> JsonAsync(string container, string name) =>
        JsonNode.Parse(await GetAsync(container, name))!;

    public async Task<IDictionary<string, string>> MetadataAsync(string container, string name) =>
        (
            await Container(container).GetBlobClient(name).GetPropertiesAsync(
                cancellationToken: Cancellation)).Value.Metadata;

    /// <summary>The names of a container's blobs, those too of which blocks are staged only.</summary>
    public async Task<string[]> NamesAsync(string container)
    {
        var names = new List<string>();
        var options = new GetBlobsOptions { States = BlobStates.Uncommitted };
        await foreach (var blob in Container(container).GetBlobsAsync(options, Cancellation))
        {
            names.Add(blob.Name);
        }

        return [.. names];
    }

    /// <summary>What a table becomes when it is labelled as a whole, without storage.</summary>
    public async Task<(byte[] Output, LabelReport Report)> ExpectedAsync(
        string name, byte[] content, LabelOptions? options = null, VersionOfModel? model = null)
    {
        options ??= new LabelOptions();
        using var predictor = (model ?? Model).Predictor();
        using var stream = new MemoryStream(content);
        await using var table = await TableInput.OpenAsync(stream, options, name, Cancellation);
        using var output = new MemoryStream();
        var report = await new TableLabeller(predictor, options).LabelAsync(table, output, cancellation: Cancellation);
        return (output.ToArray(), report);
    }

    /// <summary>Asserts that a file is labelled, once and wholly, and that nothing else is left of it.</summary>
    public async Task AssertLabelledAsync(
        string name, byte[] content, LabelOptions? options = null, VersionOfModel? model = null)
    {
        var (output, report) = await ExpectedAsync(name, content, options, model);
        var found = await GetAsync(FilePlaces.Labelled, name);
        Assert.True(output.AsSpan().SequenceEqual(found), $"The output of '{name}' differs.");
        var told = await JsonAsync(FilePlaces.Reports, name + FilePlaces.ReportSuffix);
        Assert.Equal(
            (name, report.Rows, report.Labelled, (long)output.Length),
            ((string)told["input"]!, (long)told["rows"]!, (long)told["labelled"]!, (long)told["output_bytes"]!));
        Assert.Equal(
            report.Errors.Select(error => (error.Key, error.Value.Count)),
            told["errors"]!.AsObject().Select(error => (error.Key, (long)error.Value!["count"]!)));
        Assert.Equal(report.Words, told["words"]!.AsObject().ToDictionary(word => word.Key, word => (long)word.Value!));
        Assert.Equal(
            Encoding.UTF8.GetString(LabelPage.Write(report, name)),
            Encoding.UTF8.GetString(await GetAsync(FilePlaces.Reports, name + FilePlaces.PageSuffix)));
        Assert.Empty(await NamesAsync(FilePlaces.Work));
    }

    public void Dispose() => Model.Dispose();
}
