using System.CommandLine;
using System.Globalization;
using DavidBert.Bundles;
using DavidBert.Training.Data;
using DavidBert.Training.Measuring;

namespace DavidBert.Training.Commands;

/// <summary>
/// <c>davidbert-train calibrate</c>: chooses what a bundle's scores are, and from which on it is confident.
/// </summary>
internal static class CalibrateCommand
{
    public static Command Create()
    {
        var bundle = new Argument<DirectoryInfo>("bundle")
        {
            Description = "The folder of the bundle; its model.json is rewritten.",
        }
            .AcceptExistingOnly();
        var data = new Argument<FileInfo>("data")
        {
            Description = "The file it was trained on. Its rows of dev are used, or those that training with this seed "
                + "held out.",
        }.AcceptExistingOnly();
        var seed = TrainingOptionSet.Seed();
        var unanswerable = new Option<FileInfo>("--unanswerable")
        {
            Description = "A table of lines that no word answers, 'phrase' and 'split', of which those of dev are "
                + $"used; by default {NothingLine.FileName} beside the data, where it is there.",
        }.AcceptExistingOnly();
        var command = new Command(
            "calibrate", "Chooses by rows that a bundle was not trained on what its scores mean, from which on it is "
            + "confident, and when nothing fits.")
        {
            bundle, data, seed, unanswerable,
        };
        var columns = new ColumnOptions();
        columns.AddTo(command);
        command.SetAction(result =>
        {
            var folder = result.GetRequiredValue(bundle).FullName;
            var path = result.GetRequiredValue(data).FullName;
            var lexicon = Lexicon.Read(path, columns.Read(result));
            BadRows.Print(lexicon.BadRows, path);
            var dev = DataSplit.Of(lexicon.Rows, result.GetValue(seed)).Dev;
            var lines = NothingLine.OfDev(result.GetValue(unanswerable)?.FullName ?? NothingLine.Beside(path));
            var trial = CalibrationTrial.Of(folder, dev, lines);
            trial.Chosen.WriteTo(folder);
            Console.WriteLine(trial.Verdict);
            var answers = BundleAnswers.Of(folder, dev);
            Show(trial.Chosen, ConfidenceFigures.Of(ScoredRow.Of(dev, answers), trial.Chosen.ConfidentAt));
            if (trial.Chosen.NothingAt is { } share)
            {
                var away = answers.Count(words => words is [{ Word: AnswerVocabulary.NothingLine }, ..]);
                Show(share, (double)away / dev.Count, UnanswerableFigures.Of(folder, lines));
            }
        });
        return command;
    }

    private static void Show(Calibration calibration, ConfidenceFigures figures)
    {
        var (temperature, slope, offset) = calibration.Scores;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"temperature {temperature}, slope {slope}, offset {offset}: "
            + $"expected calibration error {figures.ExpectedCalibrationError:F3} on these rows"));
        Console.WriteLine(calibration.ConfidentAt is { } score
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"confident_at {score}: {figures.Coverage:P0} of them, "
                + $"of which {figures.RightWhereConfident:P1} are right")
            : $"confident_at null: at no score are {ConfidenceThreshold.Target:P0} right with enough certainty.");
    }

    private static void Show(double share, double away, UnanswerableFigures figures) =>
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"nothing_at {share}: {away:P2} of them are sent away; of {figures.Lines} lines that no word answers "
            + $"{figures.ShareRecognized:P1} are recognized and {figures.Share:P1} confident"));
}
