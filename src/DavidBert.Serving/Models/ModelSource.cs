using Azure;
using DavidBert.Bundles;
using DavidBert.Files;

namespace DavidBert.Serving.Models;

/// <summary>A bundle that lies on this machine and stays what it is.</summary>
internal sealed class FolderSource(string folder) : IModelSource
{
    public bool Changes => false;

    public async Task<ModelCandidate?> LookAsync(CancellationToken cancellation)
    {
        var manifest = Bundle.ReadManifest(folder);
        var json = await File.ReadAllBytesAsync(Path.Combine(folder, ModelManifest.FileName), cancellation);
        return new ModelCandidate(
            manifest.Version, ContentHash.Of(json), Path.GetFileName(
                Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))));
    }

    public async Task<LoadedModel> LoadAsync(
        ModelCandidate model, PredictorOptions options, CancellationToken cancellation) =>
        new(await Task.Run(() => ModelLoader.Load(folder, options, model.Hash), cancellation), Files: null);
}

/// <summary>Where the service's model comes from.</summary>
internal interface IModelSource
{
    /// <summary>Whether another model may come later.</summary>
    bool Changes { get; }

    /// <summary>The model that should answer; null where it is the one of the last look.</summary>
    Task<ModelCandidate?> LookAsync(CancellationToken cancellation);

    /// <summary>Loads it; it has answered once.</summary>
    Task<LoadedModel> LoadAsync(ModelCandidate model, PredictorOptions options, CancellationToken cancellation);
}

/// <summary>A model that should answer.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Hash">SHA-256 of its <c>model.json</c>.</param>
/// <param name="Source">Where it comes from, without secrets.</param>
internal sealed record ModelCandidate(string Version, string Hash, string Source);

/// <summary>A model that can answer.</summary>
/// <param name="Predictor">What answers.</param>
/// <param name="Files">Holds its files while it is served; null where they stay anyway.</param>
internal sealed record LoadedModel(Predictor Predictor, IDisposable? Files);

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

    public async Task<LoadedModel> LoadAsync(
        ModelCandidate model, PredictorOptions options, CancellationToken cancellation)
    {
        var cached = await Task.Run(
            () => cache.TakeAsync(
                model.Hash,
                (folder, token) => download.RunAsync(model.Version, model.Hash, folder, token),
                folder => ModelLoader.Load(folder, options, model.Hash),
                cancellation),
            cancellation);
        return new LoadedModel(cached.Loaded, cached);
    }
}
