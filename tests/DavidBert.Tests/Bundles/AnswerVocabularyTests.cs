using DavidBert.Bundles;

namespace DavidBert.Tests.Bundles;

public sealed class AnswerVocabularyTests
{
    [Theory]
    [InlineData("size", true)]
    [InlineData("a", true)]
    [InlineData("café", true)]
    [InlineData("x-ray", true)]
    [InlineData("o'clock", true)]
    [InlineData("dogs'", true)]
    [InlineData("", false)]
    [InlineData("-", false)]
    [InlineData("well-", false)]
    [InlineData("-ness", false)]
    [InlineData("'s", false)]
    [InlineData("##ness", false)]
    [InlineData("[CLS]", false)]
    [InlineData("[unused12]", false)]
    [InlineData("2nd", false)]
    [InlineData("mp3", false)]
    [InlineData("two words", false)]
    [InlineData("a.b", false)]
    public void IsWord_Text_FollowsTheRule(string text, bool expected)
    {
        Assert.Equal(expected, AnswerVocabulary.IsWord(text));
        Assert.Equal(expected, new AnswerVocabulary([text]).IsAnswerable(0));
    }

    [Fact]
    public void Listed_ListWithAndWithoutCounts_HasEveryAnswerButNothing()
    {
        var words = new AnswerVocabulary(["customer service\t12", "5", "n/a\tx", "-"], isList: true);

        Assert.Equal(
            [new ListedWord("customer service", 12), new("5", null), new("n/a\tx", null)], words.Listed());
        Assert.Equal(("customer service", 12), (words[0], words.RowsOf(0)));
        Assert.Equal(3, words.Nothing);
    }

    [Fact]
    public void Listed_WholeVocabulary_HasItsWords() => Assert.Equal(
        [new ListedWord("size", null), new("x-ray", null)],
        new AnswerVocabulary(["[PAD]", "size", "##s", "x-ray", "5"]).Listed());
}
