using DavidBert.Bundles;

namespace DavidBert.Serving.Models;

/// <summary>Loads a bundle and has it answer once, so that the first request finds it warm and a broken graph is found here.</summary>
internal static class ModelLoader
{
    private const string WarmUpPhrase = "very chonky";

    /// <exception cref="BundleException">The bundle is not whole, or cannot answer.</exception>
    public static Predictor Load(string folder, PredictorOptions? options = null)
    {
        var predictor = Predictor.Load(folder, options);
        try
        {
            predictor.Predict(WarmUpPhrase);
            return predictor;
        }
        catch
        {
            predictor.Dispose();
            throw;
        }
    }
}
