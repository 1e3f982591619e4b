using DavidBert.Bundles;

namespace DavidBert.Tests.Bundles;

public sealed class AnswerVocabularyTests
{
    [Theory]
    [InlineData("size")]
    [InlineData("a")]
    [InlineData("o'clock")]
    [InlineData("well-being")]
    [InlineData("voters'")]
    [InlineData("éclat")]
    [InlineData("размер")]
    public void IsWord_LettersApostrophesInnerHyphens_IsTrue(string text) => Assert.True(AnswerVocabulary.IsWord(text));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("[MASK]")]
    [InlineData("[unused7]")]
    [InlineData("##ness")]
    [InlineData("'tis")]
    [InlineData("-size")]
    [InlineData("size-")]
    [InlineData("1990")]
    [InlineData("b2b")]
    [InlineData("two words")]
    [InlineData("!")]
    [InlineData("\ud800")]
    public void IsWord_AnythingElse_IsFalse(string text) => Assert.False(AnswerVocabulary.IsWord(text));

    [Fact]
    public void IsAnswerable_EachIndex_FollowsItsWord()
    {
        var words = new AnswerVocabulary(["[PAD]", "size", "##ness", "cleanliness"]);

        Assert.Equal([false, true, false, true], Enumerable.Range(0, words.Count).Select(words.IsAnswerable));
        Assert.Equal("cleanliness", words[3]);
    }
}
