using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace DavidBert.Cli.Tests;

/// <summary>A JSON body of which the last byte is sent when the test says so.</summary>
internal sealed class HeldContent : HttpContent
{
    private readonly byte[] body;
    private readonly TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public HeldContent(string json)
    {
        body = Encoding.UTF8.GetBytes(json);
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    /// <summary>Completes when all but the last byte is sent.</summary>
    public Task Begun => begun.Task;

    public void Release() => released.SetResult();

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(body.AsMemory(..^1));
        await stream.FlushAsync();
        begun.SetResult();
        await released.Task;
        await stream.WriteAsync(body.AsMemory(^1..));
    }

    protected override bool TryComputeLength(out long length)
    {
        length = body.Length;
        return true;
    }
}
