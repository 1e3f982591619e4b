using System.IO.Compression;
using DavidBert.Tokenization;

namespace DavidBert.Tests.Tokenization;

/// <summary>The repository's vocabulary and golden files.</summary>
internal static class TestFiles
{
    public static string Root { get; } = RepositoryRoot();

    public static string DefaultBundle { get; } = Path.Combine(Root, "models", "attributes");

    public static string Vocabulary { get; } = Path.Combine(DefaultBundle, "vocab.txt");

    public static PhraseTokenizer Tokenizer { get; } = PhraseTokenizer.Load(Vocabulary);

    public static IEnumerable<string> GoldenLines(string name)
    {
        var path = Path.Combine(Root, "tests", "golden", name);
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "DavidBert.sln")))
        {
            folder = folder.Parent
                ?? throw new DirectoryNotFoundException("No folder above the tests holds DavidBert.sln.");
        }

        return folder.FullName;
    }
}
