namespace DavidBert.Training.Reports;

/// <summary>How well the rows of one answer are answered.</summary>
/// <param name="Word">The word the rows are labelled with.</param>
/// <param name="Accuracy">How many of them are right; a further word counts as right.</param>
public sealed record AnswerAccuracy(string Word, Accuracy Accuracy);
