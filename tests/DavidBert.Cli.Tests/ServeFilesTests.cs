using System.Globalization;
using System.Net;
using Azure.Storage.Blobs;
using DavidBert.Testing;

namespace DavidBert.Cli.Tests;

/// <summary>
/// <c>davidbert serve</c> as processes that label the files of a container. DAVIDBERT_KILLS sets how often one is
/// killed, DAVIDBERT_LABEL_ROWS the rows of the large file.
/// </summary>
public sealed class ServeFilesTests(Azurite azurite) : IDisposable
{
    private const int ShortKills = 5;
    private const int LongestLifeMilliseconds = 1_500;
    private const int ShortRows = 30_000;

    private readonly VersionBundle bundle = new("1.0.0");
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("davidbert-serve-");

    private static int Kills => Setting("DAVIDBERT_KILLS", ShortKills);

    private static int Rows => Setting("DAVIDBERT_LABEL_ROWS", ShortRows);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        bundle.Dispose();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Serve_KilledAtRandomMoments_LabelsAsIfUnbroken()
    {
        var account = await PublishedAsync();
        var random = new Random(1);
        var expected = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        for (var kill = 0; kill < Kills; kill++)
        {
            foreach (var (name, rows) in new[] { ($"small-{kill}.csv", 50), ($"large-{kill}.csv", 3_000) })
            {
                expected[name] = await UploadAsync(account, name, rows);
            }

            await using var service = await StartAsync(account, chunkBytes: 10_000);
            await Task.Delay(random.Next(LongestLifeMilliseconds), Cancellation); // any moment will do
            service.Kill();
            await service.WaitAsync();
        }

        await using var last = await StartAsync(account, chunkBytes: 10_000);
        await AssertLabelledAsync(account, expected);
    }

    [Fact]
    public async Task Serve_TwoProcessesOnALargeFile_LabelItAsOneCommandDoes()
    {
        var account = await PublishedAsync();
        var expected = await UploadAsync(account, "large.csv", Rows);
        await using var first = await StartAsync(account, chunkBytes: Math.Max(10_000, Rows));
        await using var second = await StartAsync(account, chunkBytes: Math.Max(10_000, Rows));
        await AssertLabelledAsync(
            account,
            new Dictionary<string, byte[]>(StringComparer.Ordinal) { ["large.csv"] = expected });
    }

    private static int Setting(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var count)
            ? count
            : otherwise;

    private static BlobContainerClient Container(AzuriteAccount account, string name)
        => account.Client().GetBlobContainerClient(name);

    private static async Task AssertLabelledAsync(AzuriteAccount account, Dictionary<string, byte[]> expected)
    {
        while (await CountAsync(account, "inbox") + await CountAsync(account, "work") > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), Cancellation);
        }

        foreach (var (name, output) in expected)
        {
            var found = await Container(account, "labelled").GetBlobClient(name).DownloadContentAsync(Cancellation);
            Assert.True(
                output.AsSpan().SequenceEqual(found.Value.Content.ToMemory().Span),
                $"The output of '{name}' differs.");
            foreach (var report in (string[])[$"{name}.json", $"{name}.html"])
            {
                Assert.True(
                    await Container(account, "reports").GetBlobClient(report).ExistsAsync(Cancellation),
                    $"There is no '{report}'.");
            }
        }

        Assert.Equal(
            (expected.Count, 2 * expected.Count, expected.Count, 0),
            (await CountAsync(account, "labelled"), await CountAsync(account, "reports"), await CountAsync(
                account,
                "done"), await CountAsync(account, "rejected")));
    }

    /// <summary>The blobs of a container, those with blocks that were never committed too.</summary>
    private static async Task<int> CountAsync(
        AzuriteAccount account,
        string container) => await Container(account, container)
        .GetBlobsAsync(new()
        {
            States = Azure.Storage.Blobs.Models.BlobStates.Uncommitted
        }, Cancellation).CountAsync(Cancellation);

    private async Task<AzuriteAccount> PublishedAsync()
    {
        var account = await azurite.NewAccountAsync();
        Assert.Equal(
            0,
            (await DavidBertProcess.RunAsync(["publish", bundle.Folder, "--to", account.ConnectionString])).ExitCode);
        await Container(account, "inbox").CreateIfNotExistsAsync(cancellationToken: Cancellation);
        return account;
    }

    /// <summary>Uploads a table.</summary>
    /// <returns>What the command line makes of it.</returns>
    private async Task<byte[]> UploadAsync(AzuriteAccount account, string name, int rows)
    {
        string[] phrases = ["fishy", "very large", "valuable", "", "\"clean, the\nchonky\"", "漢"];
        var (input, output) = (Path.Combine(folder.FullName, name), Path.Combine(folder.FullName, $"{name}.out"));
        await File.WriteAllLinesAsync(
            input,
            Enumerable.Range(1, rows).Select(row => $"{row},{phrases[row % phrases.Length]}").Prepend("id,phrase"),
            Cancellation);
        var run = await DavidBertProcess.RunAsync(
            ["label", input, "-o", output, "--model", bundle.Folder, "-q", "--force"]);
        Assert.True(run.ExitCode is 0 or 1, run.Error);
        await Container(account, "inbox").GetBlobClient(name).UploadAsync(input, overwrite: true, Cancellation);
        return await File.ReadAllBytesAsync(output, Cancellation);
    }

    private async Task<DavidBertProcess> StartAsync(AzuriteAccount account, int chunkBytes)
    {
        var service = DavidBertProcess
            .Start(["serve", "--port", "0"], new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["DavidBert__Storage"] = account.ConnectionString,
                ["DavidBert__Model__Name"] = "test",
                ["DavidBert__Model__CacheFolder"] = Path.Combine(folder.FullName, "cache"),
                ["DavidBert__Labelling__ChunkBytes"] = chunkBytes.ToString(CultureInfo.InvariantCulture),
            });
        var page = await service.Output.ReadLineAsync(Cancellation);
        Assert.NotNull(page);
        using var client = new HttpClient { BaseAddress = new Uri(page.Split(' ')[0]) };
        while ((await client.GetAsync(new Uri("/api/health/ready", UriKind.Relative), Cancellation))
            .StatusCode != HttpStatusCode.OK)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), Cancellation);
        }

        return service;
    }
}
