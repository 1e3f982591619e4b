using System.Text.Json;
using DavidBert.Training.Data;
using DavidBert.Training.Learning;
using DavidBert.Training.Reports;

namespace DavidBert.Training.Runs;

/// <summary>The curves and the report that a training leaves to read.</summary>
internal static class RunReport
{
    /// <summary>Writes <c>curves.png</c> and <c>report.md</c> into the run's folder.</summary>
    public static void Write(
        RunFolder folder, RunManifest manifest, Lexicon lexicon, DataSplit split, AnswerSlots slots,
        IReadOnlyList<(string Part, Evaluation Evaluation)> evaluations)
    {
        CurvePlot.Save(manifest.History, folder.Curves);
        new TrainingReport
        {
            Name = manifest.Name,
            Settings = [("base", manifest.Base.Name), .. SettingsOf(manifest.Options)],
            DataName = manifest.Data.Source,
            Lexicon = lexicon,
            Split = split,
            Slots = slots,
            History = manifest.History,
            Evaluations = evaluations,
            Curves = Path.GetFileName(folder.Curves),
        }.Write(folder.Report);
    }

    private static IEnumerable<(string Name, string Value)> SettingsOf(TrainingOptions options) =>
        JsonSerializer.SerializeToElement(options, RunJson.Options).EnumerateObject()
            .Select(setting => (setting.Name, setting.Value.ToString()));
}
