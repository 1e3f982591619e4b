namespace DavidBert.Training.Reports;

/// <summary>A wrong answer that was given several times or once.</summary>
/// <param name="Expected">The word the rows are labelled with.</param>
/// <param name="Got">The first answer, which is none of their right words; empty where there was no answer.</param>
/// <param name="Count">How many rows it happened to.</param>
public sealed record Confusion(string Expected, string Got, int Count);
