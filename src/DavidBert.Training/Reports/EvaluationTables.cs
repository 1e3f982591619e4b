using System.Globalization;
using DavidBert.Training.Measuring;

namespace DavidBert.Training.Reports;

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
            .. measurement.Confidence.Select(figure => (string[])[figure.Key, Number(figure.Value.Value), Range(figure.Value)]),
            .. measurement.Unanswerable is { } lines
                ? [[$"confident of {lines.Lines} unanswerable lines", Number(lines.Share), ""]]
                : (string[][])[],
        ]);

    /// <summary>The pairs that are confused most often.</summary>
    public ReportTable Confusions => new(
        "Worst confusions",
        ["Expected", "Answered", "-Times"],
        [.. measurement.Evaluation.Confusions.Select(pair => (string[])[pair.Expected, pair.Got, Markdown.Number(pair.Count)])]);

    /// <summary>Accuracy for each answer word.</summary>
    public ReportTable Answers => new(
        "Accuracy per answer word",
        ["Answer", "-Rows", "-Top-1", "-Top-5"],
        [
            .. measurement.Evaluation.ByAnswer.Select(answer => (string[])
            [
                answer.Word, Markdown.Number(answer.Accuracy.Count), Number(answer.Accuracy.Top1), Number(answer.Accuracy.Top5),
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
                slice.Name, Markdown.Number(slice.Rows), Number(slice.Top1.Value), Range(slice.Top1), Number(slice.Top5.Value),
                Range(slice.Top5),
            ]),
        ]);

    private static string Range(Interval interval) => $"{Number(interval.Low)} to {Number(interval.High)}";

    private static string Number(double value) => value.ToString("F3", CultureInfo.InvariantCulture);
}
