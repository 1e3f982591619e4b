using System.Security.Cryptography;

namespace DavidBert.Bundles;

/// <summary>Completes a bundle.</summary>
public static class BundleWriter
{
    /// <summary>
    /// Writes <c>model.json</c> beside <c>model.onnx</c>, <c>vocab.txt</c> and <c>words.txt</c>, with their sizes and digests.
    /// </summary>
    /// <param name="folder">The folder that holds the three files.</param>
    /// <param name="manifest">Everything but <see cref="ModelManifest.Files"/>.</param>
    /// <exception cref="FileNotFoundException">One of the three files is not there.</exception>
    public static void Write(string folder, ModelManifest manifest)
    {
        string[] names = [Bundle.ModelFile, Bundle.VocabularyFile, Bundle.WordsFile];
        var complete = manifest with
        {
            Files = names.ToDictionary(name => name, name => Describe(Path.Combine(folder, name)), StringComparer.Ordinal),
        };
        var path = Path.Combine(folder, ModelManifest.FileName);
        var part = path + ".part";
        File.WriteAllBytes(part, ManifestJson.Write(complete));
        File.Move(part, path, overwrite: true);
    }

    private static BundleFile Describe(string path)
    {
        using var stream = File.OpenRead(path);
        return new BundleFile(Convert.ToHexStringLower(SHA256.HashData(stream)), stream.Length);
    }
}
