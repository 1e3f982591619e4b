using DavidBert.Bundles;

namespace DavidBert.Testing;

/// <summary>Makes bundles that are whole and can be run, but know nothing: the same words always give the same answers.</summary>
internal static class TestBundle
{
    /// <summary>The words and word pieces of a bundle made without others.</summary>
    public static readonly IReadOnlyList<string> DefaultWords =
    [
        "smell", "value", "size", "price", "colour", "taste", "sound", "speed", "weight", "age", "o'clock", "well-being",
        "fishy", "valuable", "large", "very", "chonky", "not", "clean", "cheap", "old", "loud", "red", "fast", "the", "a", "is",
        "##s", "##y", "##er", "##est", "##ness", ",", ".", "!", "-", "5", "1990",
    ];

    private static readonly string[] Special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "[unused0]", "[unused1]"];

    /// <summary>Writes a bundle; the first unused slot is named <c>cleanliness</c>.</summary>
    /// <param name="folder">Where to; it is created.</param>
    /// <param name="words">The vocabulary after the special tokens and two unused slots.</param>
    /// <param name="change">What the manifest says otherwise.</param>
    /// <returns>The folder.</returns>
    public static string Create(
        string folder, IReadOnlyList<string>? words = null, Func<ModelManifest, ModelManifest>? change = null)
    {
        string[] vocabulary = [.. Special, .. words ?? DefaultWords];
        Directory.CreateDirectory(folder);
        WriteLines(Path.Combine(folder, Bundle.VocabularyFile), vocabulary);
        WriteLines(
            Path.Combine(folder, Bundle.WordsFile),
            [.. vocabulary.Select(word => word.Equals("[unused0]", StringComparison.Ordinal) ? "cleanliness" : word)]);
        File.WriteAllBytes(Path.Combine(folder, Bundle.ModelFile), TestGraph.Build(vocabulary.Length));
        var manifest = new ModelManifest
        {
            Format = ModelManifest.CurrentFormat,
            Name = "test",
            Version = "1",
            Base = new BaseModelInfo("none", "MIT"),
            Dimensions = new ModelDimensions(Layers: 0, Hidden: 16, Heads: 1, Intermediate: 0, vocabulary.Length),
            Pooling = "mean",
            Head = "linear",
            Quantization = "none",
            MaxLength = 32,
        };
        BundleWriter.Write(folder, change is null ? manifest : change(manifest));
        return folder;
    }

    private static void WriteLines(string path, IEnumerable<string> lines) => File.WriteAllText(path, string.Join('\n', lines) + "\n");
}
