using DavidBert.Labelling;
using DavidBert.Serving.Configuration;
using DavidBert.Serving.Inbox;
using DavidBert.Testing;

namespace DavidBert.Serving.Tests.Files;

/// <summary>
/// A process that ends before its k-th change of storage, for every k, and another one that comes after it.
/// </summary>
public sealed class CrashTests(Azurite azurite)
{
    private const int SmallChunk = 300;

    /// <summary>Of three chunks two go to the queue, and then the rest of the file, from which the third is cut.</summary>
    private static readonly CutLimits ManySteps = new(MostAtOnce: 1, BytesAtOnce: 2 * SmallChunk);

    [Theory]
    [InlineData("a.csv", 20)]
    [InlineData("a.csv.gz", 20)]
    [InlineData("a.csv", 60)]
    [InlineData("a.csv.gz", 60)]
    public async Task LabelAsync_KilledBeforeEachChange_EndsAsIfUnbroken(string name, int rows)
    {
        using var files = await FileAccount.NewAsync(azurite);
        var options = new LabellingOptions { ChunkBytes = SmallChunk };
        var expected = new LabelOptions { ChunkBytes = SmallChunk };
        var content = name.EndsWith(".gz", StringComparison.Ordinal)
            ? FileAccount.Gzip(FileAccount.Table(rows))
            : FileAccount.Table(rows);
        for (var (change, isWhole) = (1, false); !isWhole; change++)
        {
            var file = $"{change}/{name}";
            await files.PutAsync(file, content);
            using (var worker = files.Worker(options, new RequestTap { KilledAt = change }, ManySteps))
            {
                isWhole = await RunAsync(worker, file);
                await worker.GiveBackAsync();
            }

            using (var worker = files.Worker(options, limits: ManySteps))
            {
                await worker.LabelAsync(file);
                await worker.DrainAsync();
            }

            await files.AssertLabelledAsync(file, content, expected);
            Assert.Empty(await files.NamesAsync(FilePlaces.Inbox));
            Assert.Equal(content, await files.GetAsync(FilePlaces.Done, file));
            Assert.True(change < 1_000, "The labelling never ended.");
        }
    }

    [Fact]
    public async Task LabelAsync_KilledBeforeEachChangeOfARejection_EndsRejected()
    {
        using var files = await FileAccount.NewAsync(azurite);
        for (var (change, isWhole) = (1, false); !isWhole; change++)
        {
            var file = $"{change}.csv";
            await files.PutAsync(file, "a,b\n1,2\n"u8.ToArray());
            using (var worker = files.Worker(tap: new RequestTap { KilledAt = change }))
            {
                isWhole = await RunAsync(worker, file);
            }

            using (var worker = files.Worker())
            {
                await worker.LabelAsync(file);
            }

            Assert.Equal("a,b\n1,2\n"u8.ToArray(), await files.GetAsync(FilePlaces.Rejected, file));
            Assert.Equal(
                "no_column",
                (string?)(await files.JsonAsync(FilePlaces.Rejected, file + FilePlaces.ReasonSuffix))["code"]);
            Assert.Empty(await files.NamesAsync(FilePlaces.Inbox));
            Assert.Empty(await files.NamesAsync(FilePlaces.Work));
        }
    }

    [Fact]
    public async Task LabelAsync_KilledThenUploadedAnew_LeavesNoWorkOfTheOldUpload()
    {
        using var files = await FileAccount.NewAsync(azurite);
        var options = new LabellingOptions { ChunkBytes = SmallChunk };
        await files.PutAsync("a.csv", FileAccount.Table(40));
        using (var worker = files.Worker(options, new RequestTap { KilledAt = 2 }))
        {
            Assert.False(await RunAsync(worker, "a.csv"));
        }

        Assert.NotEmpty(await files.NamesAsync(FilePlaces.Work));
        var content = FileAccount.Table(25);
        await files.PutAsync("a.csv", content);
        using (var worker = files.Worker(options))
        {
            await worker.LabelAsync("a.csv");
        }

        await files.AssertLabelledAsync("a.csv", content);
    }

    /// <returns>Whether the worker came to the end.</returns>
    private static async Task<bool> RunAsync(FileWorker worker, string name)
    {
        try
        {
            await worker.LabelAsync(name);
            await worker.DrainAsync();
            return true;
        }
        catch (KilledException)
        {
            return false;
        }
    }
}
