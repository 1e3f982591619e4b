namespace DavidBert.Serving.Models;

/// <summary>What publishing did.</summary>
/// <param name="Name">The model's name in the store.</param>
/// <param name="Version">The version, now the current one.</param>
/// <param name="Uploaded">The files that were uploaded; the others were there already.</param>
/// <param name="Before">The version that was current before; null where there was none.</param>
public sealed record PublishOutcome(string Name, string Version, IReadOnlyList<string> Uploaded, string? Before);
