namespace DavidBert.Labelling;

/// <summary>What a record asks.</summary>
/// <param name="Phrase">The phrase; null where there is none to be answered.</param>
/// <param name="Error">Why there is none, one of <see cref="RowError"/>; null for an empty line, which stays as it is.</param>
/// <param name="MissingCells">How many cells fewer than the header the record has.</param>
/// <param name="NeedsChange">Whether the record cannot just be copied before what is added.</param>
internal readonly record struct RowQuestion(string? Phrase, string? Error, int MissingCells = 0, bool NeedsChange = false)
{
    /// <summary>Whether the record is an empty line.</summary>
    public bool IsBlank => Phrase is null && Error is null;
}
