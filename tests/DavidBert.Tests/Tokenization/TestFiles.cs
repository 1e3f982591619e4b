using System.IO.Compression;
using DavidBert.Testing;
using DavidBert.Tokenization;

namespace DavidBert.Tests.Tokenization;

/// <summary>The repository's vocabulary and golden files.</summary>
internal static class TestFiles
{
    public static string DefaultBundle => Repository.DefaultBundle;

    public static string Vocabulary => Repository.Vocabulary;

    public static PhraseTokenizer Tokenizer { get; } = PhraseTokenizer.Load(Vocabulary);

    public static IEnumerable<string> GoldenLines(string name)
    {
        using var reader = new StreamReader(
            new GZipStream(File.OpenRead(Repository.Golden(name)), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }
}
