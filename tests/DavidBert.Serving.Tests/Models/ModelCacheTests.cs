using System.Security.Cryptography;
using DavidBert.Bundles;
using DavidBert.Serving.Models;
using DavidBert.Testing;
using Microsoft.Extensions.Time.Testing;

namespace DavidBert.Serving.Tests.Models;

public sealed class ModelCacheTests : IDisposable
{
    private const long Plenty = 1 << 30;

    private readonly string folder = Directory.CreateTempSubdirectory("davidbert-cache-").FullName;
    private readonly FakeTimeProvider time = new(DateTimeOffset.UtcNow);
    private int fetched;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string[] Entries =>
        [.. Directory.GetDirectories(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task TakeAsync_Twice_FetchesOnce()
    {
        using var bundle = new VersionBundle("1.0.0");
        using var first = await TakeAsync(bundle);
        using var second = await TakeAsync(bundle);

        Assert.Equal(1, fetched);
        Assert.Equal(first.Loaded.Folder, second.Loaded.Folder);
        Assert.Equal("1.0.0", first.Loaded.Manifest.Version);
        Assert.Equal([bundle.Sha256], Entries);
    }

    [Theory]
    [InlineData("model.onnx", true)]
    [InlineData("model.json", true)]
    [InlineData("words.txt", false)]
    [InlineData("model.json", false)]
    public async Task TakeAsync_DamagedEntry_IsFetchedAgain(string file, bool isThere)
    {
        using var bundle = new VersionBundle("1.0.0");
        using (var taken = await TakeAsync(bundle))
        {
            var path = Path.Combine(taken.Loaded.Folder, file);
            if (isThere)
            {
                await File.AppendAllTextAsync(path, " ", Cancellation);
            }
            else
            {
                File.Delete(path);
            }
        }

        using var again = await TakeAsync(bundle);

        Assert.Equal(2, fetched);
        Assert.Equal("1.0.0", again.Loaded.Manifest.Version);
        Assert.Equal([bundle.Sha256], Entries);
    }

    [Fact]
    public async Task TakeAsync_OverTheLimit_RemovesTheLeastRecentlyUsed()
    {
        using var oldest = new VersionBundle("1.0.0");
        using var middle = new VersionBundle("1.1.0");
        using var newest = new VersionBundle("1.2.0");
        var limit = 2 * SizeOf(oldest) + SizeOf(oldest) / 2;
        (await TakeAsync(oldest, limit)).Dispose();
        (await TakeAsync(middle, limit)).Dispose();
        (await TakeAsync(oldest, limit)).Dispose(); // the oldest is the more recently used one now
        (await TakeAsync(newest, limit)).Dispose();

        Assert.Equal(new[] { oldest.Sha256, newest.Sha256 }.Order(StringComparer.Ordinal), Entries);
    }

    [Fact]
    public async Task TakeAsync_OverTheLimit_KeepsWhatAnyoneUses()
    {
        using var used = new VersionBundle("1.0.0");
        using var unused = new VersionBundle("1.1.0");
        using var wanted = new VersionBundle("1.2.0");
        var use = await TakeAsync(used);
        (await TakeAsync(unused)).Dispose();
        (await TakeAsync(wanted, limit: 0)).Dispose();
        Assert.Equal(new[] { used.Sha256, wanted.Sha256 }.Order(StringComparer.Ordinal), Entries);
        use.Dispose();
        (await TakeAsync(wanted, limit: 0)).Dispose();

        Assert.Equal([wanted.Sha256], Entries);
    }

    [Fact]
    public async Task TakeAsync_SeveralAtOnce_LeaveOneWholeEntry()
    {
        using var bundle = new VersionBundle("1.0.0");
        const int AtOnce = 4;
        using var all = new CountdownEvent(AtOnce);
        var taken = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(
            () => Cache(Plenty).TakeAsync(bundle.Sha256, (part, cancellation) =>
            {
                all.Signal();
                all.Wait(cancellation); // all of them fetch
                return CopyAsync(bundle, part);
            }, Bundle.Open, Cancellation), Cancellation)));

        Assert.All(taken, one => Assert.Equal("1.0.0", one.Loaded.Manifest.Version));
        Assert.Equal([bundle.Sha256], Entries);
        Assert.All(taken, one => one.Dispose());
    }

    [Fact]
    public async Task TakeAsync_FetchThatFails_LeavesNothingAndCanBeTriedAgain()
    {
        using var bundle = new VersionBundle("1.0.0");
        await Assert.ThrowsAsync<InvalidDataException>(() => Cache(Plenty).TakeAsync(
            bundle.Sha256,
            async (part, _) =>
            {
                await CopyAsync(bundle, part);
                throw new InvalidDataException();
            },
            Bundle.Open,
            Cancellation));

        Assert.Empty(Entries);
        using var taken = await TakeAsync(bundle);
        Assert.Equal([bundle.Sha256], Entries);
    }

    [Fact]
    public async Task TakeAsync_LeftoverOfAKilledProcess_IsRemovedWhenItIsOld()
    {
        using var bundle = new VersionBundle("1.0.0");
        var old = Leftover("old", TimeSpan.FromDays(2));
        var recent = Leftover("recent", TimeSpan.FromHours(1));
        using var taken = await TakeAsync(bundle);

        Assert.False(Directory.Exists(old));
        Assert.True(Directory.Exists(recent));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../../0000000000000000000000000000000000000000000000000000000000")]
    [InlineData("ABCDEF0000000000000000000000000000000000000000000000000000000000")]
    public async Task TakeAsync_HashThatIsNone_IsRefused(string hash)
    {
        var e = await Assert.ThrowsAsync<BundleException>(
            () => Cache(Plenty).TakeAsync(hash, (_, _) => Task.CompletedTask, Bundle.Open, Cancellation));

        Assert.Contains($"'{hash}'", e.Message, StringComparison.Ordinal);
        Assert.Empty(Entries);
    }

    /// <summary>Fetching it again would not help.</summary>
    [Fact]
    public async Task TakeAsync_WholeEntryThatCannotBeLoaded_IsNotFetchedAgain()
    {
        using var bundle = new VersionBundle("1.0.0");
        (await TakeAsync(bundle)).Dispose();

        await Assert.ThrowsAsync<BundleException>(() => Cache(Plenty).TakeAsync<Bundle>(
            bundle.Sha256,
            (_, _) => throw new InvalidOperationException(),
            _ => throw new BundleException(),
            Cancellation));
        Assert.Equal([bundle.Sha256], Entries);
    }

    private string Leftover(string name, TimeSpan age)
    {
        var part = Path.Combine(folder, $"{new string('a', 64)}.part-{name}");
        Directory.CreateDirectory(part);
        File.WriteAllText(Path.Combine(part, "model.onnx"), name);
        Directory.SetLastWriteTimeUtc(part, time.GetUtcNow().UtcDateTime - age);
        return part;
    }

    private async Task<CachedModel<Bundle>> TakeAsync(VersionBundle bundle, long limit = Plenty)
    {
        time.Advance(TimeSpan.FromMinutes(1));
        return await Cache(limit).TakeAsync(bundle.Sha256, (part, _) =>
        {
            fetched++;
            return CopyAsync(bundle, part);
        }, entry => Load(entry, bundle.Sha256), Cancellation);
    }

    private static Bundle Load(string entry, string sha256)
    {
        var manifest = File.ReadAllBytes(Path.Combine(entry, ModelManifest.FileName));
        return string.Equals(Convert.ToHexStringLower(SHA256.HashData(manifest)), sha256, StringComparison.Ordinal)
            ? Bundle.Open(entry)
            : throw new BundleException("It has another model.json.");
    }

    /// <summary>Each one stands for a process of its own: they share the folder alone.</summary>
    private ModelCache Cache(long limit) => new(folder, limit, time);

    private static Task CopyAsync(VersionBundle bundle, string part)
    {
        foreach (var file in Directory.GetFiles(bundle.Folder))
        {
            File.Copy(file, Path.Combine(part, Path.GetFileName(file)));
        }

        return Task.CompletedTask;
    }

    private static long SizeOf(VersionBundle bundle) =>
        Directory.GetFiles(bundle.Folder).Sum(file => new FileInfo(file).Length);
}
