namespace DavidBert.Serving.Files;

/// <summary>The inbox has another version of a file by now, or none.</summary>
internal sealed class InputChangedException() : Exception("The inbox has another version of the file by now, or none.");
