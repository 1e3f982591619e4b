using System.IO.Compression;
using DavidBert.Files;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace DavidBert.Serving.Http;

/// <summary>A file within an assembly, served with a weak ETag; it is read when it is first asked for.</summary>
internal sealed class EmbeddedFile
{
    // The page loads nothing from anywhere else, and runs nothing that is not in its own files.
    private const string PagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    // Scalar writes its styles into the page.
    private const string ReferencePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; " +
        "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private readonly string contentType;
    private readonly string policy;
    private readonly Lazy<(byte[] Content, EntityTagHeaderValue Tag, bool IsGzip)> file;

    private EmbeddedFile(string contentType, string policy, Func<Stream?> open)
    {
        (this.contentType, this.policy) = (contentType, policy);
        file = new(() => Read(open));
    }

    /// <summary>A file of this assembly.</summary>
    public static EmbeddedFile Of(string name, string contentType) => new(contentType, PagePolicy, () => Open(name));

    /// <summary>A file of this assembly, for the page that shows the description.</summary>
    public static EmbeddedFile OfReference(string name, string contentType) =>
        new(contentType, ReferencePolicy, () => Open(name));

    /// <summary>The script that shows the description; its assembly is loaded only when it is asked for.</summary>
    public static EmbeddedFile OfScalar(string contentType) => new(contentType, ReferencePolicy, OpenScalar);

    public async Task WriteAsync(HttpContext context)
    {
        var (content, tag, isGzip) = file.Value;
        var headers = context.Response.GetTypedHeaders();
        headers.ETag = tag;
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers.ContentSecurityPolicy = policy;
        if (context.Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Compare(tag, useStrongComparison: false)))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        context.Response.ContentType = contentType;
        if (isGzip && !TakesGzip(context.Request))
        {
            await WriteUnpackedAsync(context, content);
            return;
        }

        if (isGzip)
        {
            context.Response.Headers.ContentEncoding = "gzip";
        }

        context.Response.ContentLength = content.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(content, context.RequestAborted);
        }
    }

    private static async Task WriteUnpackedAsync(HttpContext context, byte[] content)
    {
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await using var unpacked = new GZipStream(new MemoryStream(content), CompressionMode.Decompress);
            await unpacked.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
    }

    private static bool TakesGzip(HttpRequest request) => request.GetTypedHeaders().AcceptEncoding
        .Any(encoding => encoding.Quality is not 0 && encoding.Value.Value is "gzip" or "*");

    private static Stream? Open(string name) => typeof(EmbeddedFile).Assembly.GetManifestResourceStream(name);

    private static Stream? OpenScalar() =>
        typeof(Scalar.AspNetCore.ScalarOptions).Assembly.GetManifestResourceStream("ScalarStaticAssets.scalar.js");

    private static (byte[] Content, EntityTagHeaderValue Tag, bool IsGzip) Read(Func<Stream?> open)
    {
        using var stream = open() ?? throw new InvalidOperationException("An assembly lacks a resource of the page.");
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        var tag = new EntityTagHeaderValue($"\"{ContentHash.Of(content)[..32]}\"", isWeak: true);
        return (content, tag, content is [0x1f, 0x8b, ..]); // the mark of gzip
    }
}
