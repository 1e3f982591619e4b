namespace DavidBert.Serving.Models;

/// <summary>A model that should answer.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Hash">SHA-256 of its <c>model.json</c>.</param>
/// <param name="Source">Where it comes from, without secrets.</param>
internal sealed record ModelCandidate(string Version, string Hash, string Source);
