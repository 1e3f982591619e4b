using System.CommandLine;
using DavidBert.Bundles;
using DavidBert.Glossaries;
using DavidBert.Training.Measuring;
using DavidBert.Training.Runs;

namespace DavidBert.Training.Commands;

/// <summary><c>davidbert-train export</c>: from a finished training to a bundle.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var run = new Argument<DirectoryInfo>("run") { Description = "The folder that 'davidbert-train train' left." }
            .AcceptExistingOnly();
        var output = new Option<DirectoryInfo>("--output", "-o")
        {
            Description = "The folder of the bundle.",
            Required = true,
        };
        var asFloat = new Option<bool>("--float")
        {
            Description = "Write the float32 graph: the weights before int8 was simulated.",
        };
        var glossary = new Option<FileInfo>("--glossary")
        {
            Description = "Terms of your own for the bundle's glossary, a line each: the term, a tab, its definition.",
            HelpName = "FILE",
        }.AcceptExistingOnly();
        var version = CommonOptions.Version();
        var command = new Command(
            "export",
            "Writes a trained model as a bundle: an ONNX graph, quantized to int8, and its words.")
        {
            run, output, asFloat, glossary, version,
        };
        command.SetAction(result =>
        {
            var folder = new RunFolder(result.GetRequiredValue(run).FullName);
            var bundle = result.GetRequiredValue(output).FullName;
            var form = result.GetValue(asFloat) ? BundleForm.BestFloat : BundleForm.Int8;
            var manifest = folder.ReadManifest();
            var identity = new ModelIdentity(manifest.Name, result.GetRequiredValue(version));
            var own = result.GetValue(glossary) is { } terms ? GlossaryTable.Read(terms.FullName) : null;
            var calibration = manifest.Calibration ?? Calibration.None;
            BundleExport.Write(folder, bundle, form, identity, calibration, metrics: null, own: own);
            Console.WriteLine($"Bundle: {bundle}");
            Console.WriteLine(
                manifest.Calibration is not null ? $"Its scores are calibrated by folds of {manifest.Data.Train} rows."
                : manifest.Data.Dev >= CalibrationTrial.LeastRows
                ? $"Calibrate it: davidbert-train calibrate {bundle} DATA"
                : $"Its scores are shares of the softmax: {manifest.Data.Dev} rows of dev are too few to calibrate.");
            Console.WriteLine($"Try it: davidbert predict --model {bundle} \"a phrase\"");
        });
        return command;
    }
}
