using DavidBert.Glossaries;
using DavidBert.Tests.Tokenization;

namespace DavidBert.Tests.Glossaries;

public sealed class DefinitionLookupTests
{
    private static readonly Dictionary<string, string> Entries = new(StringComparer.Ordinal)
    {
        ["sticky"] = "having the properties of glue",
        ["reek"] = "smell badly and offensively",
        ["hop"] = "jump lightly",
        ["chonky"] = "fat, said kindly",
        ["old"] = "having lived long",
        ["hit the spot"] = "be just what was wanted",
        ["a bit much"] = "more than is reasonable",
        ["over the moon"] = "very happy",
        ["well-known"] = "widely recognized",
        ["à la mode"] = "in fashion",
    };

    private static readonly DefinitionLookup Lookup = new(TestFiles.Tokenizer, new GlossaryTable(Entries));

    [Theory]
    [InlineData("sticky", "sticky", "having the properties of glue")]
    [InlineData("  Sticky!", "sticky", "having the properties of glue")]
    [InlineData("#sticky", "sticky", "having the properties of glue")]
    [InlineData("stickier", "stickier", "having the properties of glue")]
    [InlineData("reeks", "reeks", "smell badly and offensively")]
    [InlineData("hopping", "hopping", "jump lightly")]
    [InlineData("over the moon", "over the moon", "very happy")]
    [InlineData("hits the spot", "hits the spot", "be just what was wanted")]
    [InlineData("well known", "well known", "widely recognized")]
    [InlineData("à la mode", "à la mode", "in fashion")]
    [InlineData("over-the-moon", "over-the-moon", "very happy")]
    public void Reading_WordOrWholePhrase_IsItsDefinition(string phrase, string term, string reading)
    {
        Assert.Equal(term, Lookup.Of(phrase)!.Term);
        Assert.Equal(reading, Lookup.Reading(phrase));
    }

    [Theory]
    [InlineData("very sticky", "sticky", "having the properties of glue")]
    [InlineData("not a very old", "old", "having lived long")]
    [InlineData("a bit over the moon", "over the moon", "very happy")]
    [InlineData("a bit much", "a bit much", "more than is reasonable")]
    public void Reading_BehindAnIntensifier_IsThatOfTheRest(string phrase, string term, string reading)
    {
        Assert.Equal(term, Lookup.Of(phrase)!.Term);
        Assert.Equal(reading, Lookup.Reading(phrase));
    }

    [Theory]
    [InlineData("that really hits the spot today", "hits the spot : be just what was wanted")]
    [InlineData("a very chonky cat", "chonky : fat, said kindly")]
    public void Reading_PartOfAPhrase_StandsBehindItsTerm(string phrase, string reading) =>
        Assert.Equal(reading, Lookup.Reading(phrase));

    [Theory]
    [InlineData("")]
    [InlineData(" ?! ")]
    [InlineData("unheardof")]
    [InlineData("a very old cat")] // one piece: the model knows it
    public void Of_NothingToLookUp_IsNull(string phrase) => Assert.Null(Lookup.Of(phrase));

    [Fact]
    public void Of_SeveralGlossaries_TheFirstDecides()
    {
        var own = new GlossaryTable([KeyValuePair.Create("Sticky", "slow to close")]);
        var lookup = new DefinitionLookup(TestFiles.Tokenizer, own, new GlossaryTable(Entries));

        Assert.Equal("slow to close", lookup.Reading("sticky"));
    }
}
