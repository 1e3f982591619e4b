namespace DavidBert.Training.Modeling;

/// <summary>A word that a model answers, and its score.</summary>
/// <param name="Word">The word.</param>
/// <param name="Score">Its share of the softmax over the words that can be answered, 0 to 1.</param>
public readonly record struct RankedWord(string Word, float Score);
