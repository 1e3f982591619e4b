using DavidBert.Training.Checkpoints;
using DavidBert.Training.Modeling;

namespace DavidBert.Training.Runs;

/// <summary>The float32 weights of an ended training.</summary>
internal static class RunWeights
{
    /// <summary>Sets <paramref name="model"/> to the weights that <paramref name="run"/> had before quantization was simulated.</summary>
    /// <exception cref="InvalidDataException">The run's answers or its shape are others than the model's.</exception>
    public static void Load(WordModel model, RunFolder run)
    {
        var manifest = BundleExport.ReadManifest(run);
        if (manifest.Options.Pooling != model.Pooling || manifest.Options.Head != model.HeadKind)
        {
            throw new InvalidDataException(
                $"'{run.Root}' was trained with pooling {manifest.Options.Pooling} and head {manifest.Options.Head}, "
                + $"not with {model.Pooling} and {model.HeadKind}.");
        }

        if (!File.ReadLines(run.Words).SequenceEqual(Enumerable.Range(0, model.Answers.Count).Select(i => model.Answers[i]), StringComparer.Ordinal))
        {
            throw new InvalidDataException($"'{run.Root}' was trained on other answers. Train it again on the same data.");
        }

        ParameterExchange.Write(model, WeightsFile.Read(run.FloatWeights));
    }
}
