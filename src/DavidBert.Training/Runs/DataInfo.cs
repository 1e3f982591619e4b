namespace DavidBert.Training.Runs;

/// <summary>The rows that a model was trained on.</summary>
/// <param name="Source">The file's name.</param>
/// <param name="Sha256">The digest of the file, lower-case hexadecimal.</param>
/// <param name="Train">Rows learned.</param>
/// <param name="Dev">Rows looked at after each epoch.</param>
/// <param name="Test">Rows kept for the report.</param>
/// <param name="Bad">Rows left out as they could not be read.</param>
internal sealed record DataInfo(string Source, string Sha256, int Train, int Dev, int Test, int Bad);
