using Azure;

namespace DavidBert.Serving.Models;

/// <summary>The version that the store's pointer points at, fetched into the cache.</summary>
internal sealed class StoreSource(ModelStore store, ModelCache cache) : IModelSource
{
    private readonly ModelDownload download = new(store);
    private ETag? seen;

    public bool Changes => true;

    public async Task<ModelCandidate?> LookAsync(CancellationToken cancellation)
    {
        if (await store.ReadMovedPointerAsync(seen, cancellation) is not { } moved)
        {
            return null;
        }

        seen = moved.Tag;
        var (version, sha256, _) = moved.Pointer;
        return new ModelCandidate(version, sha256.ToLowerInvariant(), $"{store.Address}/{version}");
    }

    public Task<CachedModel> FetchAsync(ModelCandidate model, CancellationToken cancellation) =>
        cache.TakeAsync(model.Hash, (folder, token) => download.RunAsync(model.Version, model.Hash, folder, token), cancellation);
}
