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
            "farm",
        ]);

    private SpellingRepair Repair => new(new KnownWords(path));

    [Theory]
    [InlineData("chepa", "cheap")] // swapped
    [InlineData("smely", "smelly")] // missing
    [InlineData("noissy", "noisy")] // doubled
    [InlineData("delixious", "delicious")] // a neighbour on the keyboard
    [InlineData("loooong", "long")]
    [InlineData("coooool", "cool")]
    [InlineData("Chepa", "cheap")]
    [InlineData("very chepa, very smely!", "very cheap, very smelly!")]
    public void Of_OneSlip_IsReadAsMeant(string phrase, string meant) => Assert.Equal(meant, Repair.Of(phrase));

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("cheap")]
    [InlineData("cheaper")] // a form of a known word
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

    public void Dispose() => File.Delete(path);
}
