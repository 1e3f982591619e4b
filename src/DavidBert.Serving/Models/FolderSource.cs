using System.Security.Cryptography;
using DavidBert.Bundles;

namespace DavidBert.Serving.Models;

/// <summary>A bundle that lies on this machine and stays what it is.</summary>
internal sealed class FolderSource(string folder) : IModelSource
{
    public bool Changes => false;

    public async Task<ModelCandidate?> LookAsync(CancellationToken cancellation)
    {
        var manifest = Bundle.ReadManifest(folder);
        var json = await File.ReadAllBytesAsync(Path.Combine(folder, ModelManifest.FileName), cancellation);
        return new ModelCandidate(manifest.Version, Convert.ToHexStringLower(SHA256.HashData(json)), Path.GetFullPath(folder));
    }

    public Task<CachedModel> FetchAsync(ModelCandidate model, CancellationToken cancellation) =>
        Task.FromResult(new CachedModel(folder, Use: null));
}
