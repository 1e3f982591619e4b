namespace DavidBert.Labelling;

/// <summary>A row of a window.</summary>
/// <param name="Answer">What is added to it; null for an empty line, which stays as it is.</param>
/// <param name="MissingCells">How many cells fewer than the header it has.</param>
/// <param name="NeedsChange">Whether its record cannot just be copied before what is added.</param>
internal readonly record struct Row(RowAnswer? Answer, int MissingCells, bool NeedsChange);
