namespace DavidBert.Training.Data;

/// <summary>What one step of an epoch sees of a row.</summary>
/// <param name="Phrase">The phrase, varied.</param>
/// <param name="Word">
/// The target: the row's word or one of its further words, or <see cref="LabelledPhrase.NoAnswer"/> where all answers are to be
/// equally unlikely.
/// </param>
public sealed record TrainingPair(string Phrase, string Word);
