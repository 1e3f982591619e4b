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
}
