namespace DavidBert.Labelling;

/// <summary>Where a chunk begins.</summary>
/// <param name="Index">Its place among the chunks, from 0.</param>
/// <param name="Position">Its first record.</param>
public sealed record ChunkStart(int Index, TablePosition Position);
