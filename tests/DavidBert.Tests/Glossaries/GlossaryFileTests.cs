using System.Text;
using CsCheck;
using DavidBert.Glossaries;

namespace DavidBert.Tests.Glossaries;

public sealed class GlossaryFileTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("davidbert-glossary-");

    private static Gen<string> Term => Gen.Char["abzäß 中'-"].Array[1, 12].Select(letters => new string(letters));

    [Fact]
    public void Find_AnyTerms_FindsEachAndNothingElse()
    {
        var definition = Gen.Char["xyz é"].Array[0, 600].Select(letters => new string(letters));
        Gen.Select(Gen.Dictionary(Term, definition)[1, 40], Term.Array[10]).Sample((entries, others) =>
        {
            using var glossary = GlossaryFile.Open(Write([.. entries.Select(entry => $"{entry.Key}\t{entry.Value}")]));
            Assert.All(entries, entry => Assert.Equal(entry.Value, glossary.Find(entry.Key)));
            Assert.All(others.Concat(entries.Keys), word => Assert.Equal(
                entries.Keys.Any(term => term.StartsWith(word + " ", StringComparison.Ordinal)),
                glossary.BeginsTerm(word)));
            Assert.All(others.Where(other => !entries.ContainsKey(other)), other => Assert.Null(glossary.Find(other)));
        }, iter: 200);
    }

    [Fact]
    public void Find_Reference_IsFollowed()
    {
        using var glossary = GlossaryFile.Open(Write(["go\tmove", "went\t=go"]));

        Assert.Equal("move", glossary.Find("went"));
    }

    [Fact]
    public void Find_FileCutOff_LosesTermsAndNoMore()
    {
        var path = Write([.. Enumerable.Range(0, 2_000).Select(i => $"term{i:D4}\tthe definition of {i}")]);
        using var glossary = GlossaryFile.Open(path);
        Assert.Equal("the definition of 1999", glossary.Find("term1999"));

        using (var stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            stream.SetLength(100);
        }

        Assert.Equal("the definition of 0", glossary.Find("term0000"));
        Assert.Null(glossary.Find("term0300"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("zzz")]
    [InlineData("a\tb")]
    public void Find_NoSuchTerm_IsNull(string term)
    {
        using var glossary = GlossaryFile.Open(Write(["a\tfirst", "b\tsecond"]));

        Assert.Null(glossary.Find(term));
    }

    [Fact]
    public void Open_EmptyFile_SaysSo()
    {
        var error = Assert.Throws<IOException>(() => GlossaryFile.Open(Write([])));

        Assert.Contains("is empty", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TermsOf_File_AreItsTerms() =>
        Assert.Equal(["a", "b c"], GlossaryFile.TermsOf(Write(["b c\tsecond", "a\tfirst"])));

    public void Dispose() => folder.Delete(recursive: true);

    private string Write(string[] lines)
    {
        var path = Path.Combine(folder.FullName, Path.GetRandomFileName());
        Array.Sort(lines, (a, b) => Bytes(a).SequenceCompareTo(Bytes(b)));
        File.WriteAllText(path, string.Concat(lines.Select(line => line + "\n")));
        return path;

        static ReadOnlySpan<byte> Bytes(string line) => Encoding.UTF8.GetBytes(line.Split('\t')[0]);
    }
}
