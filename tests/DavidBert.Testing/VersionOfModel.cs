using DavidBert.Bundles;
using DavidBert.Serving.Models;

namespace DavidBert.Testing;

/// <summary>A version of the small model; its word for "large" tells it apart.</summary>
public sealed class VersionOfModel(string version = "1", string word = "size") : IDisposable
{
    private readonly VersionBundle bundle = new(version, word);

    /// <summary>The bundle on disk.</summary>
    public VersionBundle Bundle => bundle;

    /// <summary>A predictor of the caller's.</summary>
    public Predictor Predictor() => DavidBert.Predictor.Load(bundle.Folder, new PredictorOptions { Threads = 1, MaxCharacters = 10_000 });

    /// <summary>The model as a service has it in memory.</summary>
    public ServedModel Load(DateTimeOffset? loadedAt = null) =>
        new(Predictor(), bundle.Sha256Of(ModelManifest.FileName), "test", loadedAt ?? DateTimeOffset.UtcNow);

    public void Dispose() => bundle.Dispose();
}
