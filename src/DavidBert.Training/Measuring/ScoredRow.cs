using DavidBert.Training.Data;
using DavidBert.Training.Reports;

namespace DavidBert.Training.Measuring;

/// <summary>A first answer seen as a forecast.</summary>
/// <param name="Score">How sure it is of itself, 0 to 1; 0 where there was no answer.</param>
/// <param name="IsRight">Whether it is the row's word or one of its further words.</param>
public readonly record struct ScoredRow(double Score, bool IsRight)
{
    /// <summary>The first answer of a row.</summary>
    public static ScoredRow Of(AnsweredRow row) =>
        new(row.Answers.Count > 0 ? row.Answers[0].Score : 0, row.IsRightWithin(1));

    /// <summary>The first answers of rows, in their order.</summary>
    public static IReadOnlyList<ScoredRow> Of(
        IReadOnlyList<LabelledPhrase> rows, IReadOnlyList<IReadOnlyList<RankedWord>> answers) =>
        [.. rows.Zip(answers, (row, words) => Of(new AnsweredRow(row, words)))];
}
