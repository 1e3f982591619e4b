namespace DavidBert.Labelling;

/// <summary>A record as it stands in a table.</summary>
/// <param name="Length">Its bytes, line end included.</param>
/// <param name="Body">Its bytes without the line end.</param>
/// <param name="Lines">The lines it takes, at least 1.</param>
/// <param name="Quotes">What quotes do in it.</param>
internal readonly record struct Record(int Length, int Body, int Lines, QuoteUse Quotes);
