using System.CommandLine;
using System.Globalization;
using DavidBert.Training.Data;
using DavidBert.Training.Learning;
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
        var seed = new Option<int>("--seed")
        {
            Description = "The seed of the training.",
            DefaultValueFactory = _ => new TrainingOptions().Seed,
        };
        var command = new Command(
            "calibrate", "Chooses by rows that a bundle was not trained on what its scores mean, and from which on it "
            + "is confident.")
        {
            bundle, data, seed,
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
            var trial = CalibrationTrial.Of(folder, dev);
            trial.Chosen.WriteTo(folder);
            Console.WriteLine(trial.Verdict);
            Show(trial.Chosen, ConfidenceFigures.Of(
                ScoredRow.Of(dev, BundleAnswers.Of(folder, dev)), trial.Chosen.ConfidentAt));
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
}
