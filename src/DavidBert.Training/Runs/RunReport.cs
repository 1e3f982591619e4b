using System.Text.Json;
using DavidBert.Training.Data;
using DavidBert.Training.Learning;
using DavidBert.Training.Measuring;
using DavidBert.Training.Modeling;
using DavidBert.Training.Reports;

namespace DavidBert.Training.Runs;

/// <summary>The curves and the report that a training leaves to read.</summary>
internal static class RunReport
{
    private const int Best = 5;

    /// <summary>Measures the model on dev and test, and writes <c>curves.png</c> and <c>report.md</c>.</summary>
    public static void Write(RunFolder folder, RunManifest manifest, RunData data, WordModel model)
    {
        CurvePlot.Save(manifest.History, folder.Curves);
        new TrainingReport
        {
            Name = manifest.Name,
            Settings = [("base", manifest.Base.Name), .. SettingsOf(manifest.Options)],
            DataName = manifest.Data.Source,
            Lexicon = data.Lexicon,
            Split = data.Split,
            Slots = data.Slots,
            History = manifest.History,
            Baselines = manifest.Baselines,
            Folds = manifest.Folds,
            Evaluations = Evaluate(model, data.Encoder(manifest.Options), data.Split),
            Curves = Path.GetFileName(folder.Curves),
        }.Write(folder.Report);
    }

    private static (string Part, Evaluation Evaluation)[] Evaluate(
        WordModel model, PhraseEncoder encoder, DataSplit split)
    {
        (string Part, IReadOnlyList<LabelledPhrase> Rows)[] parts = [("dev", split.Dev), ("test", split.Test)];
        return
        [
            .. parts.Where(part => part.Rows.Count > 0).Select(part => (
                part.Part,
                Evaluation.Of(
                    part.Rows, ModelRanking.Of(model, encoder, [.. part.Rows.Select(r => r.Phrase)], Best)))),
        ];
    }

    /// <summary>The settings, name and value.</summary>
    public static IEnumerable<(string Name, string Value)> SettingsOf(TrainingOptions options) =>
        JsonSerializer.SerializeToElement(options, RunJson.Options).EnumerateObject()
            .Select(setting => (setting.Name, setting.Value.ToString()));
}
