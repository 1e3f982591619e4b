namespace DavidBert.Training.Hub;

/// <summary>How far the download of one file is.</summary>
/// <param name="File">The file's name in the model.</param>
/// <param name="Done">Bytes that are here.</param>
/// <param name="Total">Bytes that the file has.</param>
public readonly record struct DownloadProgress(string File, long Done, long Total);
