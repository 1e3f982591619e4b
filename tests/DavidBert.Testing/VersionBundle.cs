using DavidBert.Bundles;

namespace DavidBert.Testing;

/// <summary>A bundle of a version; versions are told apart by their word for "large".</summary>
public sealed class VersionBundle : IDisposable
{
    private const float Strong = 15f;
    private const int DocString = 6; // field of ModelProto

    private readonly TestBundle bundle;

    /// <summary>Writes it.</summary>
    /// <param name="version">The version in its <c>model.json</c>.</param>
    /// <param name="word">Its word for "large".</param>
    /// <param name="bytes">What its graph is to be longer by, so that it does not travel in one piece.</param>
    public VersionBundle(string version, string word = "weight", int bytes = 0)
    {
        (Version, Word) = (version, word);
        bundle = new TestBundle(table => table[TestBundle.IndexOf("large"), TestBundle.IndexOf(word)] = Strong);
        if (bytes > 0)
        {
            using var model = new FileStream(PathOf(Bundle.ModelFile), FileMode.Append);
            model.Write(new ProtobufMessage().Add(DocString, new string([.. Letters(bytes)])).ToArray());
        }

        Describe();
    }

    public static IReadOnlyList<string> Files { get; } = [Bundle.ModelFile, Bundle.VocabularyFile, Bundle.WordsFile];

    public string Version { get; }

    public string Word { get; }

    public string Folder => bundle.Folder;

    public string Sha256 => Sha256Of(ModelManifest.FileName);

    public string PathOf(string name) => bundle.PathOf(name);

    public string Sha256Of(string name)
        => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(PathOf(name))));

    /// <summary>Puts other bytes in the place of a file, as a whole bundle: <c>model.json</c> tells of them.</summary>
    public void Replace(string name, byte[] content)
    {
        File.WriteAllBytes(PathOf(name), content);
        Describe();
    }

    public void Dispose() => bundle.Dispose();

    private static IEnumerable<char> Letters(int count)
    {
        var random = new Random(3);
        return Enumerable.Range(0, count).Select(_ => (char)random.Next('a', 'z' + 1));
    }

    private void Describe() => BundleWriter.Write(Folder, TestBundle.Manifest with { Version = Version });
}
