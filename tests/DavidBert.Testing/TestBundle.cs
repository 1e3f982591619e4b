using System.Text.Json.Nodes;
using DavidBert.Bundles;

namespace DavidBert.Testing;

/// <summary>
/// A bundle of a few words in a temporary folder: fishy → smell, valuable → value, large and chonky → size.
/// </summary>
public sealed class TestBundle : IDisposable
{
    public const int MaxLength = 16;

    private const float Strong = 12f;

    private static readonly string[] Pieces =
    [
        "[PAD]", "[unused0]", "[unused1]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "!", "-", "very", "fishy", "valuable",
        "large", "cho", "##nky", "smell", "value", "size", "weight", "color", "café", "naive", "the", "a", "clean",
        "##liness", "'",
    ];

    public TestBundle(Action<float[,]>? change = null, double? confidentAt = null)
    {
        Folder = Directory.CreateTempSubdirectory("davidbert-").FullName;
        var table = Table();
        change?.Invoke(table);
        File.WriteAllBytes(PathOf(Bundle.ModelFile), BagOfPiecesGraph.Write(table));
        File.WriteAllLines(
            PathOf(Bundle.VocabularyFile),
            Pieces.Select(piece => piece.Replace("café", "cafe", StringComparison.Ordinal)));
        File.WriteAllLines(PathOf(Bundle.WordsFile), Words);
        BundleWriter.Write(Folder, Manifest with { ConfidentAt = confidentAt });
    }

    /// <summary>
    /// The names of the output indexes: the first unused slot carries a word that is no single piece.
    /// </summary>
    public static IReadOnlyList<string> Words { get; } =
        [.. Pieces.Select(
            piece => string.Equals(piece, "[unused0]", StringComparison.Ordinal) ? "cleanliness" : piece)];

    public static ModelManifest Manifest { get; } = new()
    {
        Format = ModelManifest.CurrentFormat,
        Name = "test",
        Version = "1.2.3",
        Base = new BaseModelInfo("bag-of-pieces", "MIT"),
        Dimensions = new ModelDimensions(0, Pieces.Length, 1, 1, Pieces.Length),
        Pooling = "mean",
        Head = "linear",
        Quantization = "none",
        MaxLength = MaxLength,
        Metrics = new JsonObject { ["split"] = "test", ["top_1"] = 0.5, ["top_5"] = 0.75 },
    };

    public string Folder { get; }

    public string PathOf(string name) => Path.Combine(Folder, name);

    public static int IndexOf(string piece) => Array.IndexOf(Pieces, piece);

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static float[,] Table()
    {
        var random = new Random(7);
        var table = new float[Pieces.Length, Pieces.Length];
        for (var piece = 0; piece < Pieces.Length; piece++)
        {
            for (var word = 0; word < Pieces.Length; word++)
            {
                table[piece, word] = random.NextSingle() - 0.5f;
            }
        }

        table[IndexOf("fishy"), IndexOf("smell")] = Strong;
        table[IndexOf("valuable"), IndexOf("value")] = Strong;
        table[IndexOf("large"), IndexOf("size")] = Strong;
        table[IndexOf("##nky"), IndexOf("size")] = Strong;
        table[IndexOf("clean"), IndexOf("[unused0]")] = Strong;
        // The greatest logits of all belong to indexes that are no words: an answer must pass them by.
        foreach (var never in (string[])["[UNK]", "[unused1]", "##nky", "!", "-"])
        {
            for (var piece = 0; piece < Pieces.Length; piece++)
            {
                table[piece, IndexOf(never)] = 2 * Strong;
            }
        }

        return table;
    }
}
