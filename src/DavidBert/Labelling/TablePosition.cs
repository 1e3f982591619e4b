namespace DavidBert.Labelling;

/// <summary>A border between two records of a table.</summary>
/// <param name="Offset">The bytes before it in the table's content, decompressed and with its byte order mark.</param>
/// <param name="Row">The number of the record that follows, from 1, the header not counted.</param>
/// <param name="Line">The number of the line that follows, from 1.</param>
/// <param name="ChunkOffset">Where the chunk begins that the following record belongs to.</param>
public readonly record struct TablePosition(long Offset, long Row, long Line, long ChunkOffset);
