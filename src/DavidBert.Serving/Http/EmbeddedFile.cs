using DavidBert.Files;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace DavidBert.Serving.Http;

/// <summary>A file of this assembly, served with a strong ETag.</summary>
internal sealed class EmbeddedFile
{
    // The page loads nothing from anywhere else, and runs nothing that is not in its own files.
    private const string ContentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private readonly string contentType;
    private readonly Lazy<(byte[] Content, EntityTagHeaderValue Tag)> file;

    /// <summary>The file of a resource's name.</summary>
    public EmbeddedFile(string name, string contentType)
    {
        this.contentType = contentType;
        file = new(() => Read(name));
    }

    public async Task WriteAsync(HttpContext context)
    {
        var (content, tag) = file.Value;
        var headers = context.Response.GetTypedHeaders();
        headers.ETag = tag;
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers.ContentSecurityPolicy = ContentPolicy;
        if (context.Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Compare(tag, useStrongComparison: false)))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        context.Response.ContentType = contentType;
        context.Response.ContentLength = content.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(content, context.RequestAborted);
        }
    }

    private static (byte[] Content, EntityTagHeaderValue Tag) Read(string name)
    {
        using var stream = typeof(EmbeddedFile).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The assembly has no resource '{name}'.");
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return (
            content,
            new EntityTagHeaderValue($"\"{ContentHash.Of(content)[..32]}\"", isWeak: true));
    }
}
