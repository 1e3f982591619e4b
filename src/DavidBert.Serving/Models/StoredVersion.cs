namespace DavidBert.Serving.Models;

/// <summary>A whole version of a model in the store.</summary>
/// <param name="Version">The version.</param>
/// <param name="Sha256">SHA-256 of its <c>model.json</c>, 64 lower-case hexadecimal digits.</param>
/// <param name="Published">When its last file was uploaded.</param>
/// <param name="Bytes">The size of its files together.</param>
/// <param name="IsCurrent">Whether the pointer points at it.</param>
public sealed record StoredVersion(string Version, string Sha256, DateTimeOffset Published, long Bytes, bool IsCurrent);
