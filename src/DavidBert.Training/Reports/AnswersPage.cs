using System.Text;
using DavidBert.Training.Measuring;

namespace DavidBert.Training.Reports;

/// <summary>A page of answers as they come, right and wrong, so that a reader can judge for himself.</summary>
internal static class AnswersPage
{
    private const int Most = 100;

    /// <summary>The page as Markdown: at most a hundred rows, spread evenly over the file, none of them chosen.</summary>
    public static string Of(BundleMeasurement measurement)
    {
        var rows = measurement.Rows;
        var taken = Math.Min(Most, rows.Count);
        AnsweredRow[] sample = [.. Enumerable.Range(0, taken).Select(i => rows[(int)((long)i * rows.Count / taken)])];
        var text = new StringBuilder();
        text.Append($"# {Markdown.Number(taken)} answers as they come\n\n");
        text.Append($"{Markdown.Escape(measurement.Model)} on {Markdown.Escape(EvaluationReport.Subject(measurement))}: ");
        text.Append($"{Markdown.Number(taken)} of its {Markdown.Number(rows.Count)} rows, spread evenly over the file, none left out. ");
        text.Append($"{Markdown.Number(sample.Count(row => row.IsRightWithin(1)))} of them are right. ✓ in the last column: the model is confident.\n\n");
        if (measurement.TrainedOnAll)
        {
            text.Append($"{EvaluationReport.NoEvidence}\n\n");
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
