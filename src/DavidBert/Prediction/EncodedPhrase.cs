namespace DavidBert.Prediction;

/// <summary>A phrase as the model reads it.</summary>
/// <param name="Place">Where it stands among the phrases of a call.</param>
/// <param name="Ids">Its ids with [CLS] and [SEP].</param>
/// <param name="Truncated">Whether its end was left out.</param>
internal readonly record struct EncodedPhrase(int Place, int[] Ids, bool Truncated);
