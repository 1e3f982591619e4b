namespace DavidBert.Serving.Models;

/// <summary><c>current.json</c>: which version of a model is the current one. Unknown fields are ignored.</summary>
/// <param name="Version">The version.</param>
/// <param name="Sha256">SHA-256 of the version's <c>model.json</c>, 64 lower-case hexadecimal digits.</param>
/// <param name="Published">When the version was made the current one.</param>
public sealed record ModelPointer(string Version, string Sha256, DateTimeOffset Published)
{
    internal bool IsAt(string version, string sha256) =>
        string.Equals(Version, version, StringComparison.Ordinal) && string.Equals(Sha256, sha256, StringComparison.Ordinal);
}
