namespace DavidBert;

/// <summary>A word of an answer.</summary>
/// <param name="Word">The word.</param>
/// <param name="Score">How likely it is to be right, 0 to 1; the scores of several words may add up to more than 1.</param>
public readonly record struct ScoredWord(string Word, float Score);
