namespace DavidBert.Bundles;

/// <summary>What <c>model.json</c> must say so that a bundle can be used.</summary>
internal static class ManifestRules
{
    private const int LeastLength = 3;
    private const int MostLength = 512;
    private const double LeastTemperature = 0.01;
    private const double MostTemperature = 100;
    private const double LeastSlope = 0.01;
    private const double MostSlope = 100;
    private const double MostOffset = 100;

    /// <summary>Checks the values.</summary>
    /// <exception cref="BundleException">One is out of its range; the message names field and value.</exception>
    public static void Check(ModelManifest manifest, string path, IEnumerable<string> neededFiles)
    {
        Require(
            manifest.Format == ModelManifest.CurrentFormat, path, "format", manifest.Format,
            $"{ModelManifest.CurrentFormat}; a newer davidbert may read it");
        Require(
            manifest.MaxLength is >= LeastLength and <= MostLength, path, "max_length", manifest.MaxLength,
            $"{LeastLength} to {MostLength}");
        Require(
            manifest.Temperature is >= LeastTemperature and <= MostTemperature, path, "temperature", manifest.Temperature,
            $"{LeastTemperature} to {MostTemperature}");
        Require(
            manifest.ScoreSlope is >= LeastSlope and <= MostSlope, path, "score_slope", manifest.ScoreSlope, $"{LeastSlope} to {MostSlope}");
        Require(
            manifest.ScoreOffset is >= -MostOffset and <= MostOffset, path, "score_offset", manifest.ScoreOffset,
            $"{-MostOffset} to {MostOffset}");
        Require(
            manifest.ConfidentAt is null or (>= 0 and <= 1), path, "confident_at", manifest.ConfidentAt, "null, or 0 to 1");
        Require(
            manifest.Dimensions.Vocabulary > 0, path, "dimensions.vocabulary", manifest.Dimensions.Vocabulary, "above 0");
        foreach (var name in neededFiles)
        {
            Require(manifest.Files.ContainsKey(name), path, "files", string.Join(", ", manifest.Files.Keys), $"'{name}' among them");
        }

        foreach (var (name, file) in manifest.Files)
        {
            Require(IsPlainName(name), path, "files", name, "names without folders");
            Require(file is { Bytes: >= 0, Sha256.Length: 64 }, path, $"files.{name}", file, "64 hexadecimal digits and a size");
        }
    }

    private static bool IsPlainName(string name) =>
        name.Length > 0
        && name is not ("." or "..")
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    private static void Require(bool holds, string path, string field, object? found, string expected)
    {
        if (!holds)
        {
            throw new BundleException($"'{path}': {field} is '{found}'; expected {expected}.");
        }
    }
}
