using DavidBert.Training.Data;
using DavidBert.Training.Learning;

namespace DavidBert.Training.Tests.Data;

public sealed class HeldOutPhrasesTests
{
    private static readonly HeldOutPhrases HeldOut = new(
    [
        Row.Of("very sticky", "texture", group: "very sticky", split: DataPart.Dev, line: 7),
        Row.Of("adhesive", "texture", group: "adhesive.1", split: DataPart.Test, line: 8),
        Row.Of("plain", "beauty", group: "plain.1", split: DataPart.Train),
        Row.Of("homely", "beauty", group: "homely.1", split: DataPart.Final),
    ]);

    [Theory]
    [InlineData("sticky", "sticker", false)]
    [InlineData("sticky", "very sticky", true)]
    [InlineData("a big deal", "Kind of a BIG deal", true)]
    [InlineData("friend-zoned", "the friend zoned", true)]
    [InlineData("not-so-fresh", "fresh", true)]
    [InlineData("a bit off", "slightly off", true)]
    [InlineData("not very", "very", true)]
    [InlineData("very pretty", "a pretty", true)]
    [InlineData("?!", "!!", false)]
    [InlineData("bit", "a bit", true)]
    [InlineData("kind", "kind of", false)]
    [InlineData("😍 food", "food", false)]
    public void Core_TwoPhrases_AreOneOrNot(string one, string other, bool same) =>
        Assert.Equal(
            same,
            string.Equals(HeldOutPhrases.Core(one), HeldOutPhrases.Core(other), StringComparison.Ordinal));

    [Theory]
    [InlineData("So sticky…", "so sticky", "'very sticky' of Dev")]
    [InlineData("gluey", "adhesive.1", "'adhesive' of Test (line 8)")]
    [InlineData("plain", "other", null)]
    [InlineData("homely", "homely.1", null)]
    [InlineData("stickiness", null, null)]
    public void LeakOf_Row_NamesTheHeldOutPhrase(string phrase, string? group, string? expected)
    {
        var leak = HeldOut.LeakOf(Row.Of(phrase, "texture", group: group));

        if (expected is null)
        {
            Assert.Null(leak);
        }
        else
        {
            Assert.Contains(expected, leak, StringComparison.Ordinal);
        }
    }

    /// <summary>
    /// The rows that the lexicon began with were split by groups alone, so that some train phrases differ from a
    /// held-out one by an intensifier, an article or a hyphen. They are listed; no other may join them.
    /// </summary>
    [Fact]
    public void LeakOf_TrainRowsOfTheLexicon_IsNone()
    {
        var rows = Lexicon.Read(Repository.Lexicon).Rows;
        var heldOut = new HeldOutPhrases(rows);

        Assert.DoesNotContain(rows, row => row.Split is DataPart.Train or null && heldOut.LeakOf(row) is not null);
    }

    [Fact]
    public void LeakOf_PhrasesThatTeachersAnswer_IsNone()
    {
        var rows = Lexicon.Read(Repository.Lexicon).Rows;
        var heldOut = new HeldOutPhrases(rows);
        var teaching = TeacherTable.Read(
            Path.Combine(Path.GetDirectoryName(Repository.Lexicon)!, "teacher.tsv.gz"),
            [.. rows.Where(row => row.Split is DataPart.Train)],
            rows,
            AnswerSlots.Listed(rows, nothing: true).IndexOf);

        Assert.True(teaching.Phrases.Count > 75_000);
        Assert.Equal([], teaching.Phrases.Where(phrase => heldOut.LeakOf(Row.Of(phrase, "-")) is not null));
    }
}
