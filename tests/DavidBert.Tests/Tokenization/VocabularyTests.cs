using System.Text;
using DavidBert.Tokenization;

namespace DavidBert.Tests.Tokenization;

public sealed class VocabularyTests
{
    private const string Specials = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n";

    [Fact]
    public void Load_VocabularyOfBertBaseUncased_NamesItsPieces()
    {
        var tokenizer = PhraseTokenizer.Load(TestFiles.Vocabulary);
        Assert.Equal(30522, tokenizer.VocabularySize);
        Assert.Equal((0, 100, 101, 102), (tokenizer.PadId, tokenizer.UnkId, tokenizer.ClsId, tokenizer.SepId));
        Assert.Equal<string[]>(
            File.ReadAllLines(TestFiles.Vocabulary),
            [.. Enumerable.Range(0, 30522).Select(tokenizer.Piece)]);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(30522)]
    public void Piece_IdOutsideTheVocabulary_Throws(int id) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => TestFiles.Tokenizer.Piece(id));

    [Theory]
    [InlineData(Specials + "fish\n##y\n")]
    [InlineData(Specials + "fish\n##y")]
    [InlineData("\uFEFF[PAD]\r\n[UNK]\r\n[CLS]\r\n[SEP]\r\nfish\r\n##y\r\n")]
    public void Create_LinesEndingEitherWay_ReadsTheSamePieces(string vocabulary)
    {
        var tokenizer = Create(vocabulary);
        Assert.Equal(6, tokenizer.VocabularySize);
        Assert.Equal([2, 4, 5, 3], tokenizer.Encode("fishy"));
    }

    [Fact]
    public void Create_WordAndContinuationOfTheSameLetters_KeepsThemApart()
    {
        var tokenizer = Create(Specials + "##fish\nfish\n##\n");
        Assert.Equal([2, 5, 4, 1, 3], tokenizer.Encode("fishfish fishfis"));
        Assert.Equal("##fish", tokenizer.Piece(4));
    }

    [Theory]
    [InlineData("[UNK]\n[CLS]\n[SEP]\n", "[PAD]")]
    [InlineData("[PAD]\n[CLS]\n[SEP]\n", "[UNK]")]
    [InlineData("[PAD]\n[UNK]\n[SEP]\n", "[CLS]")]
    [InlineData("[PAD]\n[UNK]\n[CLS]\n", "[SEP]")]
    [InlineData("", "empty")]
    [InlineData(Specials + "a\n\nb\n", "Line 6")]
    [InlineData(Specials + "\n", "Line 5")]
    [InlineData(Specials + "same\nother\nsame\n", "'same' is on line 5 and again on line 7")]
    [InlineData(Specials + "##same\n##same\n", "'##same' is on line 5 and again on line 6")]
    public void Create_DamagedVocabulary_SaysWhatIsWrong(string vocabulary, string says)
    {
        var error = Assert.Throws<InvalidDataException>(() => Create(vocabulary));
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_BytesThatAreNotUtf8_SaysWhere()
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes(Specials), 0xFF, (byte)'\n'];
        var error = Assert.Throws<InvalidDataException>(() => PhraseTokenizer.Create(new MemoryStream(bytes)));
        Assert.Contains("byte 24", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_DamagedFile_NamesThePath()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "fish\n");
            var error = Assert.Throws<InvalidDataException>(() => PhraseTokenizer.Load(path));
            Assert.Contains(path, error.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Load_MissingFile_NamesThePath()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName(), "vocab.txt");
        var error = Assert.ThrowsAny<IOException>(() => PhraseTokenizer.Load(path));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    private static PhraseTokenizer Create(string vocabulary) =>
        PhraseTokenizer.Create(new MemoryStream(Encoding.UTF8.GetBytes(vocabulary)));
}
