using System.Text.Json.Nodes;
using DavidBert.Training.Data;
using DavidBert.Training.Learning;
using DavidBert.Training.Measuring;
using DavidBert.Training.Reports;

namespace DavidBert.Training.Runs;

/// <summary>
/// Makes two bundles by one recipe: one trained on the train rows, from which every published figure comes, and the default
/// one, trained on all rows, for which nothing is left to calibrate on: it takes over what the first one was given. A training
/// that has ended is not repeated; an interrupted one goes on.
/// </summary>
internal sealed class DefaultRecipe(
    DefaultPaths paths, BaseInfo baseInfo, string version, ITrainingObserver observer, TextWriter notes)
{
    private const string Name = "attributes";

    /// <summary>Trains what is missing, exports, measures and writes the default bundle.</summary>
    /// <exception cref="InvalidDataException">The quantized model is not good enough; the default bundle is left as it was.</exception>
    public DefaultFigures Execute(CancellationToken cancellation)
    {
        var options = new TrainingOptions();
        var splitRun = Train("split", allRows: false, options, cancellation);
        var split = DataSplit.Of(Lexicon.Read(paths.Data).Rows, options.Seed);
        Export(splitRun, paths.Split, BundleForm.Int8, Calibration.None, metrics: null);
        var calibration = Calibration.Choose(paths.Split, split.Dev);
        Export(splitRun, paths.Split, BundleForm.Int8, calibration, metrics: null);
        Export(splitRun, paths.OwnFloat, BundleForm.OwnFloat, calibration, metrics: null);
        Export(splitRun, paths.BestFloat, BundleForm.BestFloat, calibration, metrics: null);
        var figures = DefaultFigures.Measure(paths, split, calibration);
        Export(splitRun, paths.Split, BundleForm.Int8, calibration, figures.ToJson());
        var failings = figures.Failings();
        if (failings.Count > 0)
        {
            throw new InvalidDataException($"The quantized model is not published: {string.Join("; ", failings)}.");
        }

        var run = Train(Name, allRows: true, options, cancellation);
        Export(run, paths.Bundle, BundleForm.Int8, calibration, figures.ToJson());
        return figures;
    }

    private RunFolder Train(string name, bool allRows, TrainingOptions options, CancellationToken cancellation)
    {
        var folder = new RunFolder(Path.Combine(paths.Artifacts, "runs", name));
        var run = new TrainingRun(
            new RunRequest(Name, paths.Data, paths.Base, baseInfo, folder, allRows, options), notes);
        if (!run.IsDone)
        {
            run.Execute(observer, cancellation);
        }

        return folder;
    }

    private void Export(RunFolder run, string bundle, BundleForm form, Calibration calibration, JsonNode? metrics) =>
        BundleExport.Write(run, bundle, form, version, calibration, metrics);
}
