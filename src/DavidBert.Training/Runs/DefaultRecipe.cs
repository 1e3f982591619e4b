using System.Text.Json.Nodes;
using DavidBert.Labelling;
using DavidBert.Training.Data;
using DavidBert.Training.Learning;
using DavidBert.Training.Measuring;
using DavidBert.Training.Modeling;
using DavidBert.Training.Reports;

namespace DavidBert.Training.Runs;

/// <summary>
/// Makes two bundles by one recipe: one trained on the train rows, from which every published figure comes, and the default
/// one, trained on all rows, for which nothing is left to calibrate on: it takes over what the first one was given. Both learn what
/// three teachers answer in the mean, and start from the weights of the last of them. A training that has ended is not repeated; an
/// interrupted one goes on.
/// </summary>
internal sealed class DefaultRecipe(
    DefaultPaths paths, BaseInfo baseInfo, string version, ITrainingObserver observer, TextWriter notes)
{
    private const string Name = "attributes";

    private static readonly TrainingOptions Mean = new() { Pooling = Pooling.Mean, HeadEpochs = 2, Epochs = 4, QuantizationEpochs = 0 };

    /// <summary>
    /// The teachers, trained on the train rows in float32. They differ in seed and pooling, so that they err in different rows;
    /// the student starts from the last.
    /// </summary>
    private static readonly (string Run, TrainingOptions Options)[] Teachers =
    [
        ("teacher-1", Mean with { Seed = 1 }),
        ("teacher-2", new TrainingOptions { Epochs = 5, QuantizationEpochs = 0, Seed = 2 }),
        ("teacher-3", Mean with { Seed = 3 }),
    ];

    private static readonly TrainingOptions Student = new()
    {
        Pooling = Pooling.Mean,
        Epochs = 0,
        QuantizationEpochs = 2,
        QuantizationEncoderRate = 1e-4,
        QuantizationHeadRate = 5e-4,
        Distillation = 0.6,
        Unanswerable = 0.1,
    };

    /// <summary>Trains what is missing, exports, measures and writes the default bundle.</summary>
    /// <exception cref="InvalidDataException">The quantized model is not good enough; the default bundle is left as it was.</exception>
    public DefaultFigures Execute(CancellationToken cancellation)
    {
        RunFolder[] teachers = [.. Teachers.Select(teacher => Train(teacher.Run, allRows: false, teacher.Options, [], cancellation))];
        var splitRun = Train("split", allRows: false, Student, teachers, cancellation);
        var split = DataSplit.Of(Lexicon.Read(paths.Data).Rows, Student.Seed);
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

        var run = Train(Name, allRows: true, Student, teachers, cancellation);
        Export(run, paths.Bundle, BundleForm.Int8, calibration, figures.ToJson());
        return figures;
    }

    private RunFolder Train(
        string name, bool allRows, TrainingOptions options, RunFolder[] teachers, CancellationToken cancellation)
    {
        var folder = new RunFolder(Path.Combine(paths.Artifacts, "runs", name));
        var run = new TrainingRun(
            new RunRequest(Name, paths.Data, paths.Base, baseInfo, folder, allRows, options)
            {
                Start = teachers.LastOrDefault(),
                Teachers = teachers,
                UnlabelledPath = teachers.Length > 0 ? paths.Unlabelled : null,
            },
            notes);
        if (!run.IsDone)
        {
            run.Execute(observer, cancellation);
        }

        return folder;
    }

    private void Export(RunFolder run, string bundle, BundleForm form, Calibration calibration, JsonNode? metrics) =>
        BundleExport.Write(run, bundle, form, new ModelIdentity(Name, version), calibration, metrics);
}
