using System.Globalization;
using System.Text;
using System.Text.Json;
using DavidBert.Training.Learning;
using DavidBert.Training.Measuring;

namespace DavidBert.Training.Reports;

/// <summary>
/// A measurement as files: a report to read, pictures, all figures and answers as JSON, and a page of answers.
/// </summary>
internal static class EvaluationReport
{
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
            measurement.Reliability, measurement.RiskCoverage,
            measurement.Confidence.GetValueOrDefault("confident")?.Value, Path.Combine(folder, ConfidencePicture));
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
        text.Append(measurement.Evidence.Note is { Length: > 0 } note ? $"\n{note}\n" : "");
        tables.Accuracy.Write(text);
        tables.Confidence.Write(text);
        var (temperature, slope, offset) = measurement.Scores;
        text.Append(
            CultureInfo.InvariantCulture, $"\nTemperature {temperature}, slope {slope}, offset {offset}, ");
        text.Append(measurement.ConfidentAt is { } score
            ? string.Create(CultureInfo.InvariantCulture, $"confident from a score of {score} on.\n")
            : "no threshold of confidence.\n");
        text.Append($"\n![Reliability, and risk over coverage]({ConfidencePicture})\n");
        tables.Slices.Write(text);
        text.Append(
            $"\n## Worst confusions\n\n![How often each word was answered for each other]({ConfusionPicture})\n");
        tables.Wrong.Write(text);
        if (measurement.Unanswerable is not null)
        {
            tables.Mistakes.Write(text);
        }

        tables.Answers.Write(text);
        return text.ToString();
    }
}

/// <summary>A page of answers as they come, right and wrong, so that a reader can judge for himself.</summary>
internal static class AnswersPage
{
    private const int Most = 100;

    /// <summary>
    /// The page as Markdown: at most a hundred rows, spread evenly over the file, none of them chosen.
    /// </summary>
    public static string Of(BundleMeasurement measurement)
    {
        var rows = measurement.Rows;
        var taken = Math.Min(Most, rows.Count);
        AnsweredRow[] sample = [.. Enumerable.Range(0, taken).Select(i => rows[(int)((long)i * rows.Count / taken)])];
        var text = new StringBuilder();
        text.Append($"# {Markdown.Number(taken)} answers as they come\n\n");
        text.Append(
            $"{Markdown.Escape(measurement.Model)} on {Markdown.Escape(EvaluationReport.Subject(measurement))}: ");
        text.Append($"{Markdown.Number(taken)} of its {Markdown.Number(rows.Count)} rows, spread evenly ");
        var right = sample.Count(row => row.IsRightWithin(1));
        text.Append($"over the file, none left out. {Markdown.Number(right)} of them are right. ");
        text.Append("✓ in the last column: the model is confident.\n\n");
        if (measurement.Evidence.Note is { Length: > 0 } note)
        {
            text.Append($"{note}\n\n");
        }

        Markdown.Table(
            text,
            ["", "Phrase", "Answered", "-Score", "Right", "Confident"],
            sample.Select(row => (string[])
            [
                row.IsRightWithin(1) ? "✓" : "✗", row.Row.Phrase, row.Answers.Count > 0 ? row.Answers[0].Word : "",
                Markdown.Number(ScoredRow.Of(row).Score), string.Join(", ", row.Row.Also.Prepend(row.Row.Word)),
                ScoredRow.Of(row).Score >= measurement.ConfidentAt ? "✓" : "",
            ]));
        return text.ToString();
    }
}

/// <summary>The tables of a measurement.</summary>
internal sealed class EvaluationTables(BundleMeasurement measurement)
{
    private const int MostWrong = 30;

    /// <summary>Accuracy by kind of phrase.</summary>
    public ReportTable Accuracy => Accuracies("Accuracy", "Kind", measurement.Kinds);

    /// <summary>Accuracy of rows that may be hard.</summary>
    public ReportTable Slices => Accuracies("Slices", "Slice", measurement.Slices);

    /// <summary>What the scores are worth.</summary>
    public ReportTable Confidence => new(
        "Confidence",
        ["Figure", "-Value", "95 % interval"],
        [
            .. measurement.Confidence
                .Select(figure => (string[])[figure.Key, Number(figure.Value.Value), Range(figure.Value)]),
            .. measurement.Unanswerable is { } lines
                ?
                [
                    [$"recognized of {lines.Lines} unanswerable lines", Number(lines.ShareRecognized), ""],
                    [$"confident of {lines.Lines} unanswerable lines", Number(lines.Share), ""],
                ]
                : (string[][])[],
        ]);

    /// <summary>The pairs that are confused most often.</summary>
    public ReportTable Confusions => new(
        "Worst confusions",
        ["Expected", "Answered", "-Times"],
        [.. measurement.Evaluation.Confusions
            .Select(pair => (string[])[pair.Expected, pair.Got, Markdown.Number(pair.Count)])]);

    /// <summary>Accuracy for each answer word.</summary>
    public ReportTable Answers => new(
        "Accuracy per answer word",
        ["Answer", "-Rows", "-Top-1", "-Top-5"],
        [
            .. measurement.Evaluation.ByAnswer.Select(answer => (string[])
            [
                answer.Word, Markdown.Number(answer.Accuracy.Count), Number(answer.Accuracy.Top1),
                Number(answer.Accuracy.Top5),
            ]),
        ]);

    /// <summary>Some wrong answers, evenly spread.</summary>
    public ReportTable Wrong => new(
        "Wrong answers to read",
        ["Phrase", "Right", "Answered"],
        [
            .. measurement.Evaluation.WrongSample(MostWrong).Select(wrong => (string[])
            [
                wrong.Row.Phrase, string.Join(", ", wrong.Row.Also.Prepend(wrong.Row.Word)),
                string.Join(", ", wrong.Answers.Take(3).Select(answer => $"{answer.Word} {Number(answer.Score)}")),
            ]),
        ]);

    /// <summary>The unanswerable lines that the bundle is confident of.</summary>
    public ReportTable Mistakes => new(
        "Unanswerable lines that it is confident of",
        ["Line", "Answered", "-Score"],
        [
            .. (measurement.Unanswerable?.Confident ?? [])
                .Select(mistake => (string[])[mistake.Text, mistake.Word, Number(mistake.Score)]),
        ]);

    private static ReportTable Accuracies(string title, string first, IReadOnlyList<Slice> slices) => new(
        title,
        [first, "-Rows", "-Top-1", "95 % interval", "-Top-5", "95 % interval"],
        [
            .. slices.Select(slice => (string[])
            [
                slice.Name, Markdown.Number(slice.Rows), Number(slice.Top1.Value), Range(slice.Top1),
                Number(slice.Top5.Value), Range(slice.Top5),
            ]),
        ]);

    private static string Range(Interval interval) => $"{Number(interval.Low)} to {Number(interval.High)}";

    private static string Number(double value) => value.ToString("F3", CultureInfo.InvariantCulture);
}
