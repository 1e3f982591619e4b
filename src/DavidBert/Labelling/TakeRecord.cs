namespace DavidBert.Labelling;

/// <summary>Takes a record of a window.</summary>
/// <param name="body">The record without its line end.</param>
/// <param name="record">The record.</param>
/// <returns>Whether the window can have a further one.</returns>
internal delegate bool TakeRecord(ReadOnlySpan<byte> body, Record record);
