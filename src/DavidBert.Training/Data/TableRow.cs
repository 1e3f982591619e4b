namespace DavidBert.Training.Data;

/// <summary>A row of a table as it was read.</summary>
/// <param name="Line">The line it begins at, from 1.</param>
/// <param name="Text">The text of its first line.</param>
/// <param name="Fields">Its fields; empty when <paramref name="Fault"/> is given.</param>
/// <param name="Fault">Why it could not be read, or null.</param>
internal sealed record TableRow(int Line, string Text, IReadOnlyList<string> Fields, string? Fault);
