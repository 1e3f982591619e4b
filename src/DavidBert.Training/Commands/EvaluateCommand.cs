using System.CommandLine;
using DavidBert.Training.Data;
using DavidBert.Training.Measuring;
using DavidBert.Training.Reports;
using Spectre.Console;

namespace DavidBert.Training.Commands;

/// <summary><c>davidbert-train evaluate</c>: what a bundle is worth on labelled rows.</summary>
internal static class EvaluateCommand
{
    private const int MostConfusions = 10;

    public static Command Create()
    {
        var bundle = new Argument<DirectoryInfo>("bundle") { Description = "The folder of the bundle." }
            .AcceptExistingOnly();
        var data = new Argument<FileInfo>("data")
        {
            Description = "A TSV or CSV of phrase, word and optional further accepted words ('also'), group and split.",
        }.AcceptExistingOnly();
        var part = new Option<DataPart?>("--split")
        {
            Description = "Only the rows of this split; by default all rows.",
        };
        var unanswerable = new Option<FileInfo>("--unanswerable")
        {
            Description = "Lines that no word answers, or a table of 'phrase' and 'split': of how many the bundle says "
                + "so, and of how many it is confident.",
        }.AcceptExistingOnly();
        var output = new Option<DirectoryInfo?>("--output", "-o")
        {
            Description = "A folder for report.md, answers.md, pictures and evaluation.json.",
        };
        var answers = new Option<FileInfo?>("--answers")
        {
            Description = "A Markdown file for a page of 100 answers as they come.",
        };
        var command = new Command(
            "evaluate", "Measures a bundle: accuracy, calibration, confusions, slices, with intervals.")
        {
            bundle, data, part, unanswerable, output, answers,
        };
        var columns = new ColumnOptions();
        columns.AddTo(command);
        command.SetAction(result =>
        {
            // A place that cannot be made is told before the minutes of measuring
            result.GetValue(output)?.Create();
            result.GetValue(answers)?.Directory?.Create();
            var path = result.GetRequiredValue(data).FullName;
            var lexicon = Lexicon.Read(path, columns.Read(result));
            BadRows.Print(lexicon.BadRows, path);
            var measured = result.GetValue(part);
            var lines = result.GetValue(unanswerable) is { } file ? Lines(file.FullName, measured) : null;
            var measurement = BundleMeasurement.Of(
                result.GetRequiredValue(bundle).FullName, path, lexicon, measured, lines);
            Show(measurement);
            if (result.GetValue(output) is { } folder)
            {
                EvaluationReport.Write(measurement, folder.FullName);
                Console.WriteLine($"Report: {Path.Combine(folder.FullName, "report.md")}");
            }

            if (result.GetValue(answers) is { } page)
            {
                File.WriteAllText(page.FullName, AnswersPage.Of(measurement));
                Console.WriteLine($"Answers: {page.FullName}");
            }
        });
        return command;
    }

    /// <summary>The lines of a text file, or those of a table of lines that belong to the part.</summary>
    private static string[] Lines(string path, DataPart? part) =>
        path.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase)
        ? [.. NothingLine.Read(path).Where(line => part is null || line.Split == part).Select(line => line.Phrase)]
        : File.ReadAllLines(path);

    private static void Show(BundleMeasurement measurement)
    {
        var tables = new EvaluationTables(measurement);
        AnsiConsole.WriteLine($"{measurement.Model} on {EvaluationReport.Subject(measurement)}");
        if (measurement.Evidence.Note is { Length: > 0 } note)
        {
            AnsiConsole.WriteLine(note);
        }

        tables.Accuracy.Show(AnsiConsole.Console);
        tables.Confidence.Show(AnsiConsole.Console);
        tables.Slices.Show(AnsiConsole.Console);
        tables.Confusions.Show(AnsiConsole.Console, MostConfusions);
    }
}
