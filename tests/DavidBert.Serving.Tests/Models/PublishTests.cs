using Azure.Storage.Sas;
using DavidBert.Bundles;
using DavidBert.Serving.Models;
using DavidBert.Serving.Storage;
using DavidBert.Serving.Tests.Storage;
using DavidBert.Testing;

namespace DavidBert.Serving.Tests.Models;

public sealed class PublishTests(Azurite azurite)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PublishAsync_EmptyAccount_StoresEveryFileModelJsonLastAndThenPoints()
    {
        var store = new TestStore(await azurite.NewAccountAsync());
        await using var proxy = await FaultProxy.StartAsync(store.Account.Blobs);
        using var bundle = new VersionBundle("1.0.0");
        var done = await PublishAsync(store.Account.Via(proxy.Address), bundle);

        Assert.Equal((TestStore.Name, "1.0.0", null), (done.Name, done.Version, done.Before));
        Assert.Equal(ModelManifest.FileName, done.Uploaded[^1]);
        Assert.Equal(
            [.. VersionBundle.Files, ModelManifest.FileName],
            done.Uploaded.OrderBy(name => name is ModelManifest.FileName).ThenBy(name => name, StringComparer.Ordinal));
        Assert.Equal(
            [.. done.Uploaded, "current.json"],
            proxy.Requests.Where(
                request => request.IsUpload
                    && request.Path.Contains("/1.0.0/", StringComparison.Ordinal)
                    || request.IsFor("current.json")
                    && request.IsUpload)
                .Select(request => request.Path.Split('/')[^1]));
        Assert.Equal("1.0.0", await store.CurrentAsync());
    }

    [Fact]
    public async Task PublishAsync_EveryFile_CarriesItsDigest()
    {
        var store = new TestStore(await azurite.NewAccountAsync());
        using var bundle = new VersionBundle("1.0.0");
        await store.PublishAsync(bundle);

        foreach (var file in VersionBundle.Files.Append(ModelManifest.FileName))
        {
            var stored = await store.PropertiesAsync($"{TestStore.Name}/1.0.0/{file}");
            Assert.Equal(bundle.Sha256Of(file), stored.Metadata["sha256"]);
            Assert.Equal(new FileInfo(bundle.PathOf(file)).Length, stored.ContentLength);
        }
    }

    [Fact]
    public async Task PublishAsync_NextVersion_TellsTheOneBefore()
    {
        var store = new TestStore(await azurite.NewAccountAsync());
        using var first = new VersionBundle("1.0.0");
        using var second = new VersionBundle("1.1.0", "color");
        await store.PublishAsync(first);

        Assert.Equal("1.0.0", (await store.PublishAsync(second)).Before);
        Assert.Equal("1.1.0", await store.CurrentAsync());
    }

    [Fact]
    public async Task PublishAsync_SameVersionAgain_SucceedsAndWritesNothing()
    {
        var store = new TestStore(await azurite.NewAccountAsync());
        using var bundle = new VersionBundle("1.0.0");
        await store.PublishAsync(bundle);
        var before = await store.SnapshotAsync();
        var done = await store.PublishAsync(bundle);

        Assert.Empty(done.Uploaded);
        Assert.Equal("1.0.0", done.Before);
        Assert.Equal(before, await store.SnapshotAsync());
    }

    [Fact]
    public async Task PublishAsync_EarlierVersionAgain_PointsAtItAndUploadsNothing()
    {
        var store = new TestStore(await azurite.NewAccountAsync());
        using var first = new VersionBundle("1.0.0");
        using var second = new VersionBundle("1.1.0");
        await store.PublishAsync(first);
        await store.PublishAsync(second);
        var done = await store.PublishAsync(first);

        Assert.Empty(done.Uploaded);
        Assert.Equal("1.1.0", done.Before);
        Assert.Equal("1.0.0", await store.CurrentAsync());
    }

    [Fact]
    public async Task PublishAsync_SameVersionWithOtherBytes_IsRefusedAndChangesNothing()
    {
        var store = new TestStore(await azurite.NewAccountAsync());
        using var bundle = new VersionBundle("1.0.0");
        using var other = new VersionBundle("1.0.0", "color");
        await store.PublishAsync(bundle);
        var before = await store.SnapshotAsync();

        var e = await Assert.ThrowsAsync<StorageException>(() => store.PublishAsync(other));
        Assert.Contains("1.0.0", e.Message, StringComparison.Ordinal);
        Assert.Contains("new version", e.Message, StringComparison.Ordinal);
        Assert.Equal(before, await store.SnapshotAsync());
    }

    [Fact]
    public async Task PublishAsync_UnfinishedVersionOfOtherBytes_IsRefusedByTheFile()
    {
        var store = new TestStore(await azurite.NewAccountAsync());
        using var bundle = new VersionBundle("1.0.0");
        using var other = new VersionBundle("1.0.0", "color");
        await store.PublishAsync(bundle);
        await store.DeleteAsync($"{TestStore.Name}/1.0.0/model.json");
        await store.DeleteAsync(TestStore.Pointer);
        var before = await store.SnapshotAsync();

        var e = await Assert.ThrowsAsync<StorageException>(() => store.PublishAsync(other));
        Assert.Contains("model.onnx", e.Message, StringComparison.Ordinal);
        Assert.Equal(before, await store.SnapshotAsync());
    }

    [Fact]
    public async Task PublishAsync_DamagedBundle_IsRefusedBeforeStorageIsAsked()
    {
        var account = await azurite.NewAccountAsync();
        await using var proxy = await FaultProxy.StartAsync(account.Blobs);
        using var bundle = new VersionBundle("1.0.0");
        await File.AppendAllTextAsync(bundle.PathOf(Bundle.ModelFile), "x", Cancellation);

        var e = await Assert.ThrowsAsync<BundleException>(() => PublishAsync(account.Via(proxy.Address), bundle));
        Assert.Contains("model.onnx", e.Message, StringComparison.Ordinal);
        Assert.Empty(proxy.Requests);
    }

    [Theory]
    [InlineData("1.0/2")]
    [InlineData("..")]
    [InlineData("1.0 beta")]
    public async Task PublishAsync_VersionThatIsNoFolder_IsRefused(string version)
    {
        var store = new TestStore(await azurite.NewAccountAsync());
        using var bundle = new VersionBundle(version);

        var e = await Assert.ThrowsAsync<StorageException>(() => store.PublishAsync(bundle));
        Assert.Contains($"'{version}'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PublishAsync_FileOfSeveralBlocks_StoresItWholeAndTellsProgress()
    {
        var store = new TestStore(await azurite.NewAccountAsync());
        await using var proxy = await FaultProxy.StartAsync(store.Account.Blobs);
        proxy.Add(
            FaultKind.Unavailable,
            request => request.Query.Contains("comp=block&", StringComparison.Ordinal),
            times: 1);
        using var bundle = new VersionBundle("1.0.0", bytes: 9 << 20);
        var progress = new ProgressLog();
        await new ModelPublisher(
            TestStore.Open(store.Account.Via(proxy.Address))).PublishAsync(bundle.Folder, progress, Cancellation);

        // One of them twice
        Assert.True(
            proxy.Requests.Count(request => request.Query.Contains("comp=block&", StringComparison.Ordinal)) > 3);
        foreach (var (name, file) in Bundle.ReadManifest(bundle.Folder).Files)
        {
            Assert.Equal(file.Bytes, (await store.PropertiesAsync($"{TestStore.Name}/1.0.0/{name}")).ContentLength);
            Assert.Equal(new TransferProgress(name, file.Bytes, file.Bytes), progress.Last(name));
        }
    }

    [Fact]
    public async Task PublishAsync_WrongKey_SaysSoWithoutTheKey()
    {
        var account = await azurite.NewAccountAsync();
        var wrong = account with { Key = Convert.ToBase64String(new byte[64]) };
        using var bundle = new VersionBundle("1.0.0");

        var e = await Assert.ThrowsAsync<StorageException>(() => PublishAsync(wrong, bundle));
        Assert.Contains("refused access", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(wrong.Key, e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PublishAsync_SasThatMayOnlyRead_IsRefusedWithoutTheSignature()
    {
        var account = await azurite.NewAccountAsync();
        using var bundle = new VersionBundle("1.0.0");
        await account.Client().CreateBlobContainerAsync(ModelStore.Container, cancellationToken: Cancellation);
        var address = account.AddressWithSas(AccountSasPermissions.Read | AccountSasPermissions.List);
        var store = new ModelStore(StorageAccount.Parse(address.ToString()), TestStore.Name, TestStore.OneRetry);

        var e = await Assert.ThrowsAsync<StorageException>(
            () => new ModelPublisher(store).PublishAsync(bundle.Folder, cancellation: Cancellation));
        Assert.Contains("refused access", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sig=", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PublishAsync_SasThatMayWrite_Publishes()
    {
        var store = new TestStore(await azurite.NewAccountAsync());
        using var bundle = new VersionBundle("1.0.0");
        var address = store.Account.AddressWithSas(
            AccountSasPermissions.Read | AccountSasPermissions.Create | AccountSasPermissions.Write);
        var bySas = new ModelStore(StorageAccount.Parse(address.ToString()), TestStore.Name, TestStore.OneRetry);
        await new ModelPublisher(bySas).PublishAsync(bundle.Folder, cancellation: Cancellation);

        Assert.Equal("1.0.0", await store.CurrentAsync());
        Assert.DoesNotContain("sig=", bySas.Address, StringComparison.Ordinal);
    }

    private static Task<PublishOutcome> PublishAsync(AzuriteAccount account, VersionBundle bundle) =>
        new ModelPublisher(TestStore.Open(account)).PublishAsync(bundle.Folder, cancellation: Cancellation);
}
