using DavidBert.Labelling;
using DavidBert.Serving.Configuration;
using DavidBert.Serving.Inbox;
using DavidBert.Testing;

namespace DavidBert.Serving.Tests.Files;

/// <summary>Several at work on one file, and files and models that change meanwhile.</summary>
public sealed class ConcurrencyTests(Azurite azurite)
{
    private const int AtOnce = 8;

    private static readonly LabellingOptions SmallChunks = new() { ChunkBytes = 300 };

    /// <summary>Of three chunks two go to the queue, and then the rest of the file, from which the third is cut.</summary>
    private static readonly CutLimits ManySteps = new(MostAtOnce: 1, BytesAtOnce: 2 * SmallChunks.ChunkBytes);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(20, 1_000)]
    [InlineData(110, 200)]
    public async Task LabelAsync_ManyEventsAtOnce_GiveOneOutputAndOneReport(int rows, int events)
    {
        using var files = await FileAccount.NewAsync(azurite);
        using var worker = files.Worker(SmallChunks);
        var content = FileAccount.Table(rows);
        await files.PutAsync("a.csv", content);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Cancellation };
        await Parallel.ForAsync(0, events, parallel, async (_, _) =>
        {
            await worker.LabelAsync("a.csv");
            await worker.TakeAsync();
        });
        await worker.DrainAsync();

        await files.AssertLabelledAsync("a.csv", content);
        Assert.Equal(
            (1, 1),
            (worker.Tap.Written(FilePlaces.Labelled, "a.csv"), worker.Tap.Written(FilePlaces.Reports, "a.csv.json")));
        Assert.Equal(content, await files.GetAsync(FilePlaces.Done, "a.csv"));
    }

    [Theory]
    [InlineData(20)]
    [InlineData(300)]
    public async Task LabelAsync_TwoWorkersOnOneFile_ShareIt(int rows)
    {
        using var files = await FileAccount.NewAsync(azurite);
        using var first = files.Worker(SmallChunks);
        using var second = files.Worker(SmallChunks);
        var content = FileAccount.Table(rows);
        await files.PutAsync("a.csv", content);
        await Task.WhenAll(first.LabelAsync("a.csv"), second.LabelAsync("a.csv"));
        await Task.WhenAll(first.DrainAsync(), second.DrainAsync());

        await files.AssertLabelledAsync("a.csv", content);
    }

    [Theory]
    [InlineData(FilePlaces.Done)]
    [InlineData(FilePlaces.Labelled)]
    public async Task LabelAsync_AnotherCopyTakesThePlaceOfItsOwn_EndsAsOne(string container)
    {
        using var files = await FileAccount.NewAsync(azurite);
        var (isCopied, isReplaced) = (false, false);
        var tap = new RequestTap
        {
            Before = async request =>
            {
                var isOfPlace = request.Uri.Path.EndsWith($"/{container}/a.csv", StringComparison.Ordinal);
                if (isOfPlace && isCopied && !isReplaced)
                {
                    isReplaced = true; // between the copy and the look at how it went
                    var place = files.Container(container).GetBlobClient("a.csv");
                    var metadata = await files.MetadataAsync(container, "a.csv");
                    await place.StartCopyFromUriAsync(place.Uri, new() { Metadata = metadata }, Cancellation);
                }

                isCopied |= isOfPlace && request.Headers.Contains("x-ms-copy-source");
            },
        };
        using var worker = files.Worker(tap: tap);
        var content = FileAccount.Table(20);
        await files.PutAsync("a.csv", content);
        await worker.LabelAsync("a.csv");

        Assert.True(isReplaced);
        await files.AssertLabelledAsync("a.csv", content);
        Assert.Equal(content, await files.GetAsync(FilePlaces.Done, "a.csv"));
    }

    [Theory]
    [InlineData("a.csv", false)]
    [InlineData("a.csv", true)]
    [InlineData("a.csv.gz", false)]
    [InlineData("a.csv.gz", true)]
    public async Task LabelAsync_NewUploadBeforeEachRequest_EndsWithTheNewOne(string name, bool isLarge)
    {
        using var files = await FileAccount.NewAsync(azurite);
        var (old, newer) = (FileAccount.Table(isLarge ? 60 : 20), FileAccount.Table(isLarge ? 50 : 15));
        if (name.EndsWith(".gz", StringComparison.Ordinal))
        {
            (old, newer) = (FileAccount.Gzip(old), FileAccount.Gzip(newer));
        }

        for (var (request, isWhole) = (1, false); !isWhole; request += isLarge ? 3 : 1)
        {
            var (number, at, file) = (0, request, $"{request}/{name}");
            var tap = new RequestTap
            {
                Before = async _ =>
                {
                    if (Interlocked.Increment(ref number) == at)
                    {
                        await files.Container(FilePlaces.Inbox).GetBlobClient(file).UploadAsync(
                            new BinaryData(newer), overwrite: true, Cancellation);
                    }
                },
            };
            using var worker = files.Worker(SmallChunks, tap, ManySteps);
            await files.PutAsync(file, old);
            await worker.LabelAsync(file);
            await worker.DrainAsync();
            isWhole = tap.Count < request;
            if (!isWhole)
            {
                await worker.LabelAsync(file); // the event of the new upload
                await worker.DrainAsync();
                await files.AssertLabelledAsync(file, newer, new LabelOptions { ChunkBytes = SmallChunks.ChunkBytes });
            }
        }
    }

    [Fact]
    public async Task LabelAsync_OlderJobThatIsLate_LeavesTheNewerOutput()
    {
        using var files = await FileAccount.NewAsync(azurite);
        var newer = FileAccount.Table(9);
        var isLate = false;
        var tap = new RequestTap
        {
            Before = async request =>
            {
                if (request.Headers.Contains("x-ms-copy-source")
                    && request.Uri.Path.EndsWith("/labelled/a.csv", StringComparison.Ordinal)
                    && !isLate)
                {
                    // The newer file comes, is labelled and gone before the older output is put into its place
                    isLate = true;
                    using var other = files.Worker();
                    await files.PutAsync("a.csv", newer);
                    await other.LabelAsync("a.csv");
                }
            },
        };
        using var worker = files.Worker(tap: tap);
        await files.PutAsync("a.csv", FileAccount.Table(5));
        await worker.LabelAsync("a.csv");

        Assert.True(isLate);
        await files.AssertLabelledAsync("a.csv", newer);
        Assert.Equal(newer, await files.GetAsync(FilePlaces.Done, "a.csv"));
    }

    [Fact]
    public async Task ChunkAsync_NewerModelBetweenChunks_LabelsTheWholeFileByIt()
    {
        using var files = await FileAccount.NewAsync(azurite);
        using var model = new VersionOfModel("2", "weight");
        using var worker = files.Worker(SmallChunks);
        var content = FileAccount.Table(110);
        await files.PutAsync("a.csv", content);
        await worker.LabelAsync("a.csv");
        await worker.TakeAsync();
        await worker.TakeAsync();
        worker.Load(model);
        await worker.DrainAsync();

        await files.AssertLabelledAsync("a.csv", content, model: model);
        Assert.Equal("test 2", (await files.MetadataAsync(FilePlaces.Labelled, "a.csv"))["davidbert_model"]);
    }

    [Fact]
    public async Task ChunkAsync_OlderModel_LeavesTheChunksToTheNewerOne()
    {
        using var files = await FileAccount.NewAsync(azurite);
        using var model = new VersionOfModel("2", "weight");
        using var older = files.Worker(SmallChunks);
        using var newer = new FileWorker(files.Account, model, SmallChunks);
        var content = FileAccount.Table(110);
        await files.PutAsync("a.csv", content);
        await newer.LabelAsync("a.csv");
        for (var turn = 0; turn < 5; turn++)
        {
            await older.TakeAsync();
        }

        await newer.DrainAsync();

        await files.AssertLabelledAsync("a.csv", content, model: model);
    }

    [Fact]
    public async Task ChunkAsync_ModelThatNobodyHasAnyMore_IsNotWaitedForForever()
    {
        using var files = await FileAccount.NewAsync(azurite);
        using var model = new VersionOfModel("2", "weight");
        using var other = files.Worker(SmallChunks);
        var content = FileAccount.Table(110);
        await files.PutAsync("a.csv", content);
        using (var gone = new FileWorker(files.Account, model, SmallChunks))
        {
            await gone.LabelAsync("a.csv");
            await gone.TakeAsync();
        }

        await other.DrainAsync();

        await files.AssertLabelledAsync("a.csv", content);
    }

    [Fact]
    public async Task LabelAsync_CommittedByAnotherModel_KeepsTheFirstOutput()
    {
        using var files = await FileAccount.NewAsync(azurite);
        using var model = new VersionOfModel("2", "weight");
        using var first = files.Worker(new LabellingOptions { After = AfterLabelling.Keep });
        using var second = new FileWorker(files.Account, model, new LabellingOptions { After = AfterLabelling.Keep });
        var content = FileAccount.Table(9);
        await files.PutAsync("a.csv", content);
        await first.LabelAsync("a.csv");
        await second.LabelAsync("a.csv");

        await files.AssertLabelledAsync("a.csv", content);
        Assert.Equal("test 1", (await files.MetadataAsync(FilePlaces.Labelled, "a.csv"))["davidbert_model"]);
    }
}
