using DavidBert.Training.Data;

namespace DavidBert.Training.Reports;

/// <summary>A labelled row and what a model answered to it.</summary>
/// <param name="Row">The row.</param>
/// <param name="Answers">What was answered, best first.</param>
public sealed record AnsweredRow(LabelledPhrase Row, IReadOnlyList<RankedWord> Answers)
{
    /// <summary>Whether a right word is among the first <paramref name="most"/> answers.</summary>
    public bool IsRightWithin(int most) => Answers.Take(most).Any(answer => Row.Accepts(answer.Word));
}
