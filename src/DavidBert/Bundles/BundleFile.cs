namespace DavidBert.Bundles;

/// <summary>A file of a bundle as it must be.</summary>
/// <param name="Sha256">Its digest, 64 lower-case hexadecimal digits.</param>
/// <param name="Bytes">Its size.</param>
public sealed record BundleFile(string Sha256, long Bytes);
