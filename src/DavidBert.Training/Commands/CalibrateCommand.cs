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
        command.SetAction(result =>
        {
            var folder = result.GetRequiredValue(bundle).FullName;
            var path = result.GetRequiredValue(data).FullName;
            var lexicon = Lexicon.Read(path);
            BadRows.Print(lexicon.BadRows, path);
            var dev = DataSplit.Of(lexicon.Rows, result.GetValue(seed)).Dev;
            var calibration = Calibration.Choose(folder, dev);
            calibration.WriteTo(folder);
            var figures = ConfidenceFigures.Of(
                ScoredRow.Of(dev, BundleAnswers.Of(folder, dev)),
                calibration.ConfidentAt);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"temperature {calibration.Scores.Temperature}, slope {calibration.Scores.Slope}, offset "
                + $"{calibration.Scores.Offset}: expected calibration error {figures.ExpectedCalibrationError:F3} on "
                + $"{dev.Count} rows of dev"));
            Console.WriteLine(calibration.ConfidentAt is { } score
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"confident_at {score}: {figures.Coverage:P0} of dev, of which {figures.RightWhereConfident:P1} is "
                    + $"right")
                : $"confident_at null: at no score is dev right in {ConfidenceThreshold.Target:P0} with certainty "
                  + $"enough.");
        });
        return command;
    }
}
