using DavidBert.Glossaries;
using DavidBert.Spelling;

namespace DavidBert.Tests.Spelling;

public sealed class SpellingRepairTests : IDisposable
{
    private readonly string path = Path.GetTempFileName();

    public SpellingRepairTests() => File.WriteAllLines(
        path,
        [
            "the", "long", "cheap", "cool", "good", "very", "smell", "smelly", "spicy", "delicious", "noisy", "form",
            "farm", "sharp", "beach", "large", "patch", "eyed", "sync", "confit",
        ]);

    private SpellingRepair Repair => new(new KnownWords(path));

    [Theory]
    [InlineData("chepa", "cheap")] // swapped
    [InlineData("smely", "smelly")] // missing
    [InlineData("noissy", "noisy")] // doubled
    [InlineData("delixious", "delicious")] // a neighbour on the keyboard
    [InlineData("loooong", "long")]
    [InlineData("coooool", "cool")]
    [InlineData("gooood", "good")]
    [InlineData("cooollll", "cool")]
    [InlineData("sharpp", "sharp")] // doubled at its end
    [InlineData("delicoius", "delicious")] // swapped
    [InlineData("xharp", "sharp")] // a neighbour of the first letter
    [InlineData("delacious", "delicious")] // a letter that sounds alike
    [InlineData("sharp-eyde", "sharp-eyed")] // in a part of a compound
    [InlineData("Chepa", "cheap")]
    [InlineData("very chepa, very smely!", "very cheap, very smelly!")]
    public void Of_OneSlip_IsReadAsMeant(string phrase, string meant) => Assert.Equal(meant, Repair.Of(phrase));

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("cheap")]
    [InlineData("cheaper")] // a form of a known word
    [InlineData("beachy")] // made of a known word
    [InlineData("largeish")]
    [InlineData("unsharp")]
    [InlineData("async")] // words of computing
    [InlineData("config")]
    [InlineData("sharp-eyed")]
    [InlineData("xharp-eyde")] // two parts
    [InlineData("sharp--eyde")]
    [InlineData("smelled")]
    [InlineData("teh")] // too short
    [InlineData("the Chepa")] // a name
    [InlineData("CHEPA")]
    [InlineData("chepa2")]
    [InlineData("#chepa")]
    [InlineData("@chepa")]
    [InlineData("chepa.com")]
    [InlineData("schnörkel")]
    [InlineData("qwrtzpsdf")]
    [InlineData("дешево")]
    [InlineData("Chepa Smely")] // a name
    [InlineData("smely nochmal chepa")] // another language
    public void Of_KnownOrNoWord_StaysAsItIs(string phrase) => Assert.Null(Repair.Of(phrase));

    [Fact]
    public void Of_SeveralMeanings_TheCommonerIsTaken() => Assert.Equal("form", Repair.Of("fprm") ?? "");

    [Fact]
    public void Of_TermOfTheUsersOwn_StaysAsItIs()
    {
        var own = new GlossaryTable([KeyValuePair.Create("chepa", "the name of a product")]);

        Assert.Null(new SpellingRepair(new KnownWords(path), own).Of("chepa"));
    }

    [Fact]
    public void RankOf_Lines_AreCountedWithoutEmptyOnes()
    {
        File.WriteAllText(path, "one\r\n\ntwo\ngrößte\none\nlast");
        var words = new KnownWords(path);

        Assert.Equal(0, words.RankOf("one"));
        Assert.Equal(2, words.RankOf("größte"));
        Assert.Equal(4, words.RankOf("last"));
        Assert.Null(words.RankOf("three"));
        Assert.Null(words.RankOf(""));
    }

    [Theory]
    [InlineData("")]
    [InlineData("one")]
    public void RankOf_ListOfNearlyNothing_IsFound(string text)
    {
        File.WriteAllText(path, text);
        var words = new KnownWords(path);

        Assert.Equal(text.Length > 0 ? 0 : null, words.RankOf("one"));
        Assert.Null(words.RankOf("two"));
    }

    public void Dispose() => File.Delete(path);
}
