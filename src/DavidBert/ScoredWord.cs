namespace DavidBert;

/// <summary>A word of an answer.</summary>
/// <param name="Word">The word.</param>
/// <param name="Score">Its softmax over all words that can be answered, 0 to 1.</param>
public readonly record struct ScoredWord(string Word, float Score);
