namespace DavidBert.Serving.Tests.Storage;

/// <summary>A request that came by a proxy.</summary>
internal sealed record ProxiedRequest(string Method, string Path, string Query)
{
    /// <summary>Whether it asks for a blob's bytes.</summary>
    public bool IsDownload => Method is "GET" && !Query.Contains("comp=", StringComparison.Ordinal);

    /// <summary>Whether it stores a blob or a block of it.</summary>
    public bool IsUpload => Method is "PUT";

    public bool IsFor(string file) => Path.EndsWith($"/{file}", StringComparison.Ordinal);
}
