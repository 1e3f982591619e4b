using Azure;
using Azure.Storage.Blobs;
using DavidBert.Testing;

namespace DavidBert.Serving.Tests.Storage;

/// <summary>That the proxy does what the tests of the store rely on.</summary>
public sealed class FaultProxyTests(Azurite azurite)
{
    private const string Content = "something of which a half is less";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Proxy_WithoutFault_PassesSignedRequestsAndNotesThem()
    {
        await using var proxy = await StartAsync();
        var blob = await UploadAsync(proxy);

        Assert.Equal(Content, (await blob.DownloadContentAsync(Cancellation)).Value.Content.ToString());
        Assert.Contains(proxy.Requests, request => request.IsUpload && request.IsFor("file with a space.txt"));
        Assert.Contains(proxy.Requests, request => request.IsDownload && request.IsFor("file with a space.txt"));
    }

    [Fact]
    public async Task Unavailable_Once_FailsOneRequest()
    {
        await using var proxy = await StartAsync();
        var blob = await UploadAsync(proxy);
        proxy.Add(FaultKind.Unavailable, request => request.IsDownload, times: 1);

        var e = await Assert.ThrowsAsync<RequestFailedException>(() => blob.DownloadContentAsync(Cancellation));
        Assert.Equal(503, e.Status);
        Assert.Equal(Content, (await blob.DownloadContentAsync(Cancellation)).Value.Content.ToString());
    }

    [Theory]
    [InlineData(FaultKind.CutAnswer)]
    [InlineData(FaultKind.Disconnect)]
    [InlineData(FaultKind.LoseAnswer)]
    public async Task BrokenConnection_OfADownload_GivesNoAnswer(FaultKind kind)
    {
        await using var proxy = await StartAsync();
        var blob = await UploadAsync(proxy);
        proxy.Add(kind, request => request.IsDownload);

        await Assert.ThrowsAnyAsync<Exception>(() => blob.DownloadContentAsync(Cancellation));
    }

    [Fact]
    public async Task CorruptAnswer_OfADownload_ChangesOneByte()
    {
        await using var proxy = await StartAsync();
        var blob = await UploadAsync(proxy);
        proxy.Add(FaultKind.CorruptAnswer, request => request.IsDownload);
        var content = (await blob.DownloadContentAsync(Cancellation)).Value.Content.ToString();

        Assert.Equal(Content.Length, content.Length);
        Assert.Equal(1, content.Zip(Content).Count(pair => pair.First != pair.Second));
    }

    [Fact]
    public async Task LoseAnswer_OfAnUpload_LeavesTheBlobStored()
    {
        await using var proxy = await StartAsync();
        var blob = await UploadAsync(proxy);
        proxy.Add(FaultKind.LoseAnswer, request => request.IsUpload);

        await Assert.ThrowsAnyAsync<Exception>(
            () => blob.UploadAsync(new BinaryData("other"), overwrite: true, Cancellation));
        Assert.Equal("other", (await blob.DownloadContentAsync(Cancellation)).Value.Content.ToString());
    }

    [Fact]
    public async Task Hold_UntilReleased_KeepsTheRequest()
    {
        await using var proxy = await StartAsync();
        var blob = await UploadAsync(proxy);
        var hold = proxy.Add(FaultKind.Hold, request => request.IsDownload);
        var download = blob.DownloadContentAsync(Cancellation);
        await hold.Met;

        Assert.False(download.IsCompleted);
        hold.Release();
        Assert.Equal(Content, (await download).Value.Content.ToString());
    }

    private async Task<FaultProxy> StartAsync() => await FaultProxy.StartAsync((await azurite.NewAccountAsync()).Blobs);

    private async Task<BlobClient> UploadAsync(FaultProxy proxy)
    {
        var account = (await azurite.NewAccountAsync()).Via(proxy.Address);
        var container = new BlobServiceClient(
            account.ConnectionString,
            new BlobClientOptions { Retry = { MaxRetries = 0 } }).GetBlobContainerClient("container");
        await container.CreateAsync(cancellationToken: Cancellation);
        var blob = container.GetBlobClient("folder/file with a space.txt");
        await blob.UploadAsync(new BinaryData(Content), Cancellation);
        return blob;
    }
}
