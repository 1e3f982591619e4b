namespace DavidBert.Labelling;

/// <summary>A part of a table, cut at the borders of records, that can be labelled on its own.</summary>
/// <param name="Index">Its place among the chunks, from 0; the first one's output begins with the header.</param>
/// <param name="Start">Where its first record begins.</param>
/// <param name="Length">The bytes of its content.</param>
public sealed record TableChunk(int Index, TablePosition Start, long Length);
