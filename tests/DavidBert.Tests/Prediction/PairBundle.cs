using DavidBert.Bundles;
using DavidBert.Testing;

namespace DavidBert.Tests.Prediction;

/// <summary>
/// A bundle of the second format: three answers and "nothing fits", a glossary, a list of known words.
/// </summary>
internal sealed class PairBundle : IDisposable
{
    private const float Strong = 12f;

    private static readonly string[] Pieces =
    [
        "[PAD]", "[UNK]", "[CLS]", "[SEP]", "fishy", "large", "chonk", "##y", "fat", "smelling", "of", ":", "hello",
        "very",
    ];

    private static readonly string[] Answers = ["SMELL 2", "size", "value", AnswerVocabulary.NothingLine];

    public PairBundle(double? confidentAt = null)
    {
        Folder = Directory.CreateTempSubdirectory("davidbert-pairs-").FullName;
        var table = new float[Pieces.Length, Answers.Length];
        foreach (var (piece, answer) in new[] { ("fishy", 0), ("smelling", 0), ("large", 1), ("fat", 1), ("hello", 3) })
        {
            table[Array.IndexOf(Pieces, piece), answer] = Strong;
        }

        Write(Bundle.VocabularyFile, Pieces);
        Write(Bundle.WordsFile, Answers);
        Write(Bundle.GlossaryFile, ["chonky\tfat", "hello there\tsmelling of"]);
        Write(Bundle.KnownWordsFile, ["very", "large", "fishy", "chonky", "hello"]);
        File.WriteAllBytes(Path.Combine(Folder, Bundle.ModelFile), BagOfPiecesGraph.Write(table, readsPairs: true));
        BundleWriter.Write(Folder, TestBundle.Manifest with
        {
            Head = ModelManifest.AnswersHead,
            Segments = 2,
            ConfidentAt = confidentAt,
            Dimensions = TestBundle.Manifest.Dimensions with { Vocabulary = Pieces.Length },
        });
    }

    public string Folder { get; }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private void Write(string name, string[] lines) => File.WriteAllLines(Path.Combine(Folder, name), lines);
}
