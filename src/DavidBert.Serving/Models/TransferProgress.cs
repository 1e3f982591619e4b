namespace DavidBert.Serving.Models;

/// <summary>How far the upload of a file is.</summary>
/// <param name="File">Its name.</param>
/// <param name="Done">Bytes that are stored.</param>
/// <param name="Total">Its size in bytes.</param>
public sealed record TransferProgress(string File, long Done, long Total);
