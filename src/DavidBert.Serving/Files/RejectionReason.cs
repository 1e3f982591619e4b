namespace DavidBert.Serving.Files;

/// <summary>Why a file was rejected.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Code">What is wrong, for a program.</param>
/// <param name="Detail">What is wrong, where, and what to do.</param>
/// <param name="Row">The line, from 1, where it is wrong; null where that is not known.</param>
internal sealed record RejectionReason(string Name, string Code, string Detail, long? Row);
