namespace DavidBert.Serving.Models;

/// <summary>A model's files on disk; until it is disposed no process removes them.</summary>
internal sealed record CachedModel(string Folder, IDisposable? Use) : IDisposable
{
    public void Dispose() => Use?.Dispose();
}
