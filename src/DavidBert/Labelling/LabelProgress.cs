namespace DavidBert.Labelling;

/// <summary>How far labelling has come.</summary>
/// <param name="Rows">The rows that have their answers, those of a window under way estimated.</param>
/// <param name="ContentBytes">The bytes of the table's content, from its beginning, that these rows end at.</param>
public readonly record struct LabelProgress(long Rows, long ContentBytes);
