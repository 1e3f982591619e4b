namespace DavidBert.Training.Reports;

/// <summary>A word a model answers.</summary>
/// <param name="Word">The word.</param>
/// <param name="Score">Its probability, 0 to 1.</param>
public sealed record RankedWord(string Word, double Score);
