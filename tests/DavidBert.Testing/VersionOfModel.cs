
namespace DavidBert.Testing;

/// <summary>A version of the small model; its word for "large" tells it apart.</summary>
public sealed class VersionOfModel(string version = "1", string word = "size") : IDisposable
{
    private readonly VersionBundle bundle = new(version, word);

    /// <summary>The bundle on disk.</summary>
    public VersionBundle Bundle => bundle;

    /// <summary>A predictor of the caller's.</summary>
    public Predictor Predictor() =>
        DavidBert.Predictor.Load(bundle.Folder, new PredictorOptions { Threads = 1, MaxCharacters = 10_000 });

    public void Dispose() => bundle.Dispose();
}
