namespace DavidBert.Training.Data;

/// <summary>An answer that is no single token of the vocabulary, and the slot that is named after it.</summary>
/// <param name="Index">The index of the slot in the vocabulary.</param>
/// <param name="Word">The answer.</param>
public sealed record SlotName(int Index, string Word);
