using DavidBert.Glossaries;
using DavidBert.Training.Glossaries;
using DavidBert.Training.Tests.Checkpoints;

namespace DavidBert.Training.Tests.Glossaries;

public sealed class GlossaryBuilderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Lines_SmallWordNet_AreSortedShortAndOfTheFirstSenses()
    {
        Write(
            "adj",
            "00000001 00 a 01 sticky 0 000 | covered with glue; \"sticky tape\"  ",
            "sticky a 1 0 1 0 00000001  ");
        Write("adv", "00000001 02 r 01 a_la_carte 0 000 | one by one  ", "a_la_carte r 1 0 1 0 00000001  ");
        Write(
            "verb",
            "00000001 30 v 01 go 0 000 | "
            + "move one two three four five six seven eight nine ten eleven twelve thirteen fourteen  ",
            "go v 1 0 1 0 00000001  ");
        Write(
            "noun",
            "00000001 06 n 01 sticky 0 000 | a note  \n"
            + "00000002 18 n 01 Newton 0 001 @i 00000001 n 0000 | a physicist  \n"
            + "00000003 20 n 01 genus_rosa 0 000 | large genus  \n"
            + "00000004 04 n 01 go 0 000 | a game  ",
            "genus_rosa n 1 0 1 0 00000003  \n"
            + "go n 1 0 1 0 00000004  \n"
            + "newton n 1 0 1 0 00000002  \n"
            + "sticky n 1 0 1 0 00000001  ");
        File.WriteAllText(Path.Combine(folder.Path, "verb.exc"), "went go\ngoes go\n");

        var lines = GlossaryBuilder.Lines(
            WordNet.Read(folder.Path), new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["sticky"] = "hard to leave",
                ["Zed"] = "last"
            });

        Assert.Equal(
            [
                "a la carte\tone by one",
                "go\tmove one two three four five six seven eight nine ten eleven twelve thirteen fourteen ;",
                "sticky\thard to leave ; covered with glue ; a note",
                "went\t=go",
                "Zed\tlast",
            ],
            lines.OrderBy(line => line, StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public void Merged_TermsOfOnesOwn_HoldAndStandInTheirPlaces()
    {
        var glossary = Path.Combine(folder.Path, "glossary.tsv");
        File.WriteAllText(glossary, "large\tbig\nsticky\tcovered with glue\nwent\t=go\n");

        var lines = GlossaryBuilder.Merged(
            glossary,
            new GlossaryTable([new("Zorp", "very loud"), new("sticky", "hard to leave"), new("été", "warm")]));

        Assert.Equal(
            ["large\tbig", "sticky\thard to leave", "went\t=go", "zorp\tvery loud", "été\twarm"], lines);
    }

    [Fact]
    public void Lines_TheGlossaryOfTheRepository_IsSortedAndSmall()
    {
        var path = Path.Combine(Path.GetDirectoryName(Repository.Lexicon)!, "glossary.tsv");
        var lines = File.ReadAllLines(path);

        Assert.InRange(new FileInfo(path).Length, 1, 8_000_000);
        Assert.All(lines, line => Assert.Equal(2, line.Split('\t').Length));
        var terms = Array.ConvertAll(lines, line => line.Split('\t')[0]);
        Assert.Equal(terms.Order(StringComparer.Ordinal), terms);
        Assert.All(terms, term => Assert.Equal(term.ToLowerInvariant(), term));
    }

    public void Dispose() => folder.Dispose();

    private void Write(string part, string data, string index)
    {
        File.WriteAllText(Path.Combine(folder.Path, $"data.{part}"), $"  1 licence\n{data}\n");
        File.WriteAllText(Path.Combine(folder.Path, $"index.{part}"), $"  1 licence\n{index}\n");
    }
}
