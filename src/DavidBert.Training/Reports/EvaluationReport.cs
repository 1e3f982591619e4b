using System.Globalization;
using System.Text;
using System.Text.Json;
using DavidBert.Training.Learning;
using DavidBert.Training.Measuring;

namespace DavidBert.Training.Reports;

/// <summary>A measurement as files: a report to read, pictures, all figures and answers as JSON, and a page of answers.</summary>
internal static class EvaluationReport
{
    /// <summary>What is said where the bundle has seen what it is measured on.</summary>
    public const string NoEvidence =
        "The bundle was trained on every row of this file, so these figures say how well it has learned, not how well it answers.";

    private const string ConfidencePicture = "confidence.png";
    private const string ConfusionPicture = "confusions.png";

    /// <summary>The rows that were measured, in words.</summary>
    public static string Subject(BundleMeasurement measurement) =>
        measurement.Part is { } part ? $"{part.ToString().ToLowerInvariant()} of {measurement.Data}" : measurement.Data;

    /// <summary>Writes all files into a folder, which is made where there is none.</summary>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void Write(BundleMeasurement measurement, string folder)
    {
        Directory.CreateDirectory(folder);
        ConfidencePlot.Save(
            measurement.Reliability, measurement.RiskCoverage, measurement.Confidence.GetValueOrDefault("confident")?.Value,
            Path.Combine(folder, ConfidencePicture));
        ConfusionPlot.Save(measurement.Evaluation.Confusions, Path.Combine(folder, ConfusionPicture));
        File.WriteAllText(Path.Combine(folder, "report.md"), ToMarkdown(measurement));
        File.WriteAllText(Path.Combine(folder, "answers.md"), AnswersPage.Of(measurement));
        File.WriteAllText(
            Path.Combine(folder, "evaluation.json"), JsonSerializer.Serialize(measurement, RunJson.Options) + "\n");
    }

    /// <summary>The report as Markdown.</summary>
    public static string ToMarkdown(BundleMeasurement measurement)
    {
        var tables = new EvaluationTables(measurement);
        var text = new StringBuilder();
        text.Append($"# {Markdown.Escape(measurement.Model)} on {Markdown.Escape(Subject(measurement))}\n\n");
        text.Append("Right is a row's word or one of its further words. ");
        text.Append("The intervals are percentiles of 1,000 bootstrap draws of whole groups of rows.\n");
        text.Append(measurement.TrainedOnAll ? $"\n{NoEvidence}\n" : "");
        tables.Accuracy.Write(text);
        tables.Confidence.Write(text);
        text.Append(CultureInfo.InvariantCulture, $"\nTemperature {measurement.Scores.Temperature}, slope {measurement.Scores.Slope}, offset {measurement.Scores.Offset}, ");
        text.Append(measurement.ConfidentAt is { } score
            ? string.Create(CultureInfo.InvariantCulture, $"confident from a score of {score} on.\n")
            : "no threshold of confidence.\n");
        text.Append($"\n![Reliability, and risk over coverage]({ConfidencePicture})\n");
        tables.Slices.Write(text);
        text.Append($"\n## Worst confusions\n\n![How often each word was answered for each other]({ConfusionPicture})\n");
        tables.Wrong.Write(text);
        if (measurement.Unanswerable is not null)
        {
            tables.Mistakes.Write(text);
        }

        tables.Answers.Write(text);
        return text.ToString();
    }
}
