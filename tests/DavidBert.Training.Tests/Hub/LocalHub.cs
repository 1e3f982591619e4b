using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DavidBert.Training.Tests.Hub;

/// <summary>
/// A server that behaves as Hugging Face's hub does: it lists a model, answers small files itself, and redirects large
/// ones to a store that goes by another host name (localhost instead of 127.0.0.1).
/// </summary>
internal sealed class LocalHub : IAsyncDisposable
{
    public const string Commit = "89abcdef0123456789abcdef0123456789abcdef";

    private readonly WebApplication app;

    private LocalHub(WebApplication app) => this.app = app;

    public Uri Endpoint => new(app.Urls.Single());

    /// <summary>Files by name, and whether they lie in the store for large ones.</summary>
    public Dictionary<string, (byte[] Bytes, bool Large)> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>Files that the listing names besides, with a made-up hash.</summary>
    public List<string> ListedOnly { get; } = [];

    /// <summary>The requests: path and query, host without port, the headers Authorization and Range.</summary>
    public ConcurrentQueue<(string Path, string Host, string? Authorization, string? Range)> Requests { get; } = new();

    /// <summary>Answers a request in the hub's place by giving true.</summary>
    public Func<HttpContext, Task<bool>> Before { get; set; } = _ => Task.FromResult(false);

    /// <summary>The bytes that are sent of a file.</summary>
    public Func<string, byte[], byte[]> Sent { get; set; } = (_, bytes) => bytes;

    public static async Task<LocalHub> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var hub = new LocalHub(builder.Build());
        hub.app.Run(hub.AnswerAsync);
        await hub.app.StartAsync();
        return hub;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        var headers = request.Headers;
        Requests.Enqueue(
            (request.Path + request.QueryString, request.Host.Host, headers.Authorization, headers.Range));
        if (await Before(context))
        {
            return;
        }

        var path = request.Path.Value!;
        const string Resolve = $"/org/model/resolve/{Commit}/";
        if (path is "/api/models/org/model/revision/main" or $"/api/models/org/model/revision/{Commit}")
        {
            await context.Response.WriteAsJsonAsync(new
            {
                id = "org/model",
                sha = Commit,
                siblings = Files.Select(f => Sibling(f.Key, f.Value.Bytes, f.Value.Large))
                    .Concat(ListedOnly.Select(f => Sibling(f, [], large: false))),
            });
        }
        else if (path.StartsWith(Resolve, StringComparison.Ordinal)
            && Files.TryGetValue(path[Resolve.Length..], out var file))
        {
            context.Response.Headers["X-Repo-Commit"] = Commit;
            if (file.Large)
            {
                context.Response.Headers["X-Linked-Size"] = file.Bytes.Length.ToString(CultureInfo.InvariantCulture);
                context.Response.Headers["X-Linked-Etag"]
                    = $"\"{Convert.ToHexStringLower(SHA256.HashData(file.Bytes))}\"";
                var stored = $"http://localhost:{Endpoint.Port}/store/{path[Resolve.Length..]}?signature=x";
                context.Response.Redirect(stored);
                return;
            }

            await SendAsync(path[Resolve.Length..]);
        }
        else if (path.StartsWith("/store/", StringComparison.Ordinal))
        {
            await SendAsync(path["/store/".Length..]);
        }
        else
        {
            context.Response.Headers["X-Error-Code"] = path.Contains("/revision/", StringComparison.Ordinal)
                ? "RevisionNotFound"
                : "EntryNotFound";
            context.Response.StatusCode = 404;
        }

        Task SendAsync(string name) =>
            Results.Bytes(Sent(name, Files[name].Bytes), enableRangeProcessing: true).ExecuteAsync(context);
    }

    private static object Sibling(string name, byte[] bytes, bool large) => new
    {
        rfilename = name,
        size = bytes.Length,
        blobId = GitHash(large ? "pointer"u8 : bytes),
        lfs = large
            ? new { sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)), size = bytes.Length, pointerSize = 134 }
            : null,
    };

    /// <summary>The name that git gives to a file's content.</summary>
    public static string GitHash(ReadOnlySpan<byte> bytes)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        hash.AppendData(Encoding.ASCII.GetBytes($"blob {bytes.Length}\0"));
        hash.AppendData(bytes);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
