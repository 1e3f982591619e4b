namespace DavidBert.Labelling;

/// <summary>A point up to which everything is written, from which labelling can go on.</summary>
/// <param name="Position">The record that follows.</param>
/// <param name="Report">What became of the rows since labelling began, or went on.</param>
public sealed record LabelCheckpoint(TablePosition Position, LabelReport Report);
