using System.Text;
using CsCheck;
using DavidBert.Tokenization;

namespace DavidBert.Tests.Tokenization;

public sealed class PhraseTokenizerTests
{
    private static readonly PhraseTokenizer Tokenizer = TestFiles.Tokenizer;

    /// <summary>Any UTF-16, lone surrogates and all, where scripts and separators of interest are frequent.</summary>
    private static readonly Gen<string> AnyText = Gen.Frequency(
        (4, Gen.Char[' ', '~']),
        (1, Gen.Int[0, 7].Select(i => " \t\0\u200D\u0301\u0345\uFEFF\u3000"[i])),
        (2, Gen.Char['\u00C0', '\u0523']),
        (1, Gen.Char['\u0900', '\u0DFF']),
        (1, Gen.Char['\uAC00', '\uD7A3']),
        (1, Gen.Char['\uD800', '\uDFFF']),
        (2, Gen.Char)).Array[0, 60].Select(characters => new string(characters));

    private const int Samples = 2_000;

    [Fact]
    public void Encode_AnyUtf16_FramesKnownIds() =>
        AnyText.Sample(text =>
        {
            var input_ids = Tokenizer.Encode(text);
            Assert.Equal(Tokenizer.ClsId, input_ids[0]);
            Assert.Equal(Tokenizer.SepId, input_ids[^1]);
            Assert.All(input_ids[1..^1], id => Assert.InRange(id, 100, Tokenizer.VocabularySize - 1));
            Assert.DoesNotContain(Tokenizer.ClsId, input_ids[1..^1]);
            Assert.DoesNotContain(Tokenizer.SepId, input_ids[1..^1]);
        }, iter: Samples);

    [Fact]
    public void Encode_WithAnyRoom_IsThePrefixOfTheWhole() =>
        Gen.Select(AnyText, Gen.Int[2, 70]).Sample((text, room) =>
        {
            var whole = Tokenizer.Encode(text);
            var input_ids = new int[room];
            var count = Tokenizer.Encode(text, input_ids, out var truncated);
            Assert.Equal(whole.Length > room, truncated);
            Assert.Equal(Math.Min(whole.Length, room), count);
            Assert.Equal([.. whole[..(count - 1)], Tokenizer.SepId], input_ids[..count]);
        }, iter: Samples);

    [Fact]
    public void Encode_TwoTextsWithASpaceBetween_GivesTheIdsOfBoth() =>
        Gen.Select(AnyText, AnyText).Sample((first, second) =>
            Assert.Equal(
                [.. Tokenizer.Encode(first)[..^1], .. Tokenizer.Encode(second)[1..]],
                Tokenizer.Encode($"{first} {second}")), iter: Samples);

    [Fact]
    public void Encode_AnyUtf16_SplitsWordsIntoTheLongestPieces()
    {
        var pieces = new LongestPieces(TestFiles.Vocabulary);
        Gen.OneOf(AnyText, Gen.Char['a', 'z'].Array[1, 120].Select(letters => new string(letters)))
            .Sample(text => Assert.Equal(pieces.Of(text), Tokenizer.Encode(text)[1..^1]), iter: Samples);
    }

    [Fact]
    public void WordPieces_AnyUtf16_GivesTheIdsBetweenTheFrame() =>
        AnyText.Sample(text =>
        {
            var ids = Tokenizer.Encode(text)[1..^1];
            Assert.Equal(ids, Tokenizer.WordPieces.EncodeToIds(text));
            Assert.Equal(ids, Tokenizer.WordPieces.EncodeToTokens(text, out _).Select(token => token.Id));
            Assert.Equal(ids.Length, Tokenizer.WordPieces.CountTokens(text));
        }, iter: Samples);

    [Fact]
    public void Encode_LoneSurrogate_CountsAsReplacementCharacter() =>
        AnyText.Sample(text =>
        {
            var replaced = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
            Assert.Equal(Tokenizer.Encode(replaced), Tokenizer.Encode(text));
        }, iter: Samples);

    [Theory]
    [InlineData("\uD83D", "")]
    [InlineData("a\uDE00b", "ab")]
    [InlineData("\0fishy\0", "fishy")]
    [InlineData("ΟΔΟΣ", "οδοσ")]
    [InlineData("İstanbul", "istanbul")]
    [InlineData("각", "\u1100\u1161\u11A8")]
    public void Encode_CharactersThatAreRewritten_EncodesAs(string text, string same) =>
        Assert.Equal(Tokenizer.Encode(same), Tokenizer.Encode(text));

    [Theory]
    [InlineData("a", 100)]
    [InlineData("A\u0301", 100)]
    [InlineData("😀", 100)]
    [InlineData("각", 33)]
    public void Encode_WordAtTheLimitOfLength_IsUnknownBeyondIt(string repeated, int times)
    {
        var tokenizer = Create("[PAD]\n[UNK]\n[CLS]\n[SEP]\na\n##a\n😀\n##😀\n\u1100\n##\u1100\n##\u1161\n##\u11A8\n");
        var codePoints = string.Equals(repeated, "각", StringComparison.Ordinal) ? 3 * times : times;
        Assert.Equal(codePoints + 2, tokenizer.Encode(string.Concat(Enumerable.Repeat(repeated, times))).Length);
        Assert.Equal([2, 1, 3], tokenizer.Encode(string.Concat(Enumerable.Repeat(repeated, times + 1))));
    }

    [Theory]
    [InlineData("a", 3)]
    [InlineData("fishy ", 349_526)]
    [InlineData("!", 1_048_578)]
    [InlineData("한국", 3)]
    [InlineData("中", 1_048_578)]
    [InlineData("한 ", 1_572_866)]
    [InlineData(" ", 2)]
    [InlineData("\u0301", 2)]
    public void Encode_OneMebibyteOfCharacters_IsEncodedWhole(string repeated, int ids)
    {
        var text = string.Concat(Enumerable.Repeat(repeated, (1 << 20) / repeated.Length));
        Assert.Equal(ids, Tokenizer.Encode(text).Length);
        var count = Tokenizer.Encode(text, stackalloc int[128], out var truncated);
        Assert.Equal(Math.Min(ids, 128), count);
        Assert.Equal(ids > 128, truncated);
    }

    [Fact]
    public void Encode_IntoASpan_AllocatesNoMoreThanItsWordsTake()
    {
        const int Calls = 1000;
        const int Bytes = 1024; // the normalized text and the library's list of ids
        var input_ids = new int[128];
        var text = "Véry   chonky 한국어 😀 (unbelievably) \u0AFA";
        Tokenizer.Encode(text, input_ids, out _);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Calls; i++)
        {
            Tokenizer.Encode(text, input_ids, out _);
        }

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / Calls, 0, Bytes);
    }

    [Fact]
    public void Encode_LongTextIntoASpan_ReadsOnlyWhatFits()
    {
        var text = string.Concat(Enumerable.Repeat("fishy ", 1 << 20));
        var input_ids = new int[128];
        var before = GC.GetAllocatedBytesForCurrentThread();
        Tokenizer.Encode(text, input_ids, out var truncated);
        Assert.True(truncated);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 16);
    }

    [Fact]
    public void Encode_FromManyThreads_AnswersAsFromOne()
    {
        string[] texts = [.. AnyTextSamples(500)];
        var alone = texts.Select(Tokenizer.Encode).ToArray();
        var fresh = PhraseTokenizer.Load(TestFiles.Vocabulary);
        var together = new int[texts.Length * 8][];
        Parallel.For(0, together.Length, i => together[i] = fresh.Encode(texts[i % texts.Length]));
        Assert.All(together, (input_ids, i) => Assert.Equal(alone[i % texts.Length], input_ids));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Encode_WithoutRoomForTheFrame_Throws(int room)
    {
        var error = Assert.Throws<ArgumentException>(() => Tokenizer.Encode("a", new int[room], out _));
        Assert.Contains($"room for {room} ids", error.Message, StringComparison.Ordinal);
    }

    private static PhraseTokenizer Create(string vocabulary) =>
        PhraseTokenizer.Create(new MemoryStream(Encoding.UTF8.GetBytes(vocabulary)));

    private static IEnumerable<string> AnyTextSamples(int count)
    {
        var random = new Random(7);
        for (var i = 0; i < count; i++)
        {
            yield return string.Create(40, random, (span, r) =>
            {
                foreach (ref var c in span)
                {
                    c = r.Next(3) == 0 ? (char)r.Next(0x10000) : (char)r.Next(' ', 0x7F);
                }
            });
        }
    }
}
