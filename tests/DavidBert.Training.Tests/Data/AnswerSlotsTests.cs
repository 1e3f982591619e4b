using DavidBert.Training.Data;

namespace DavidBert.Training.Tests.Data;

public sealed class AnswerSlotsTests
{
    private static readonly string[] Vocabulary =
        ["[PAD]", "[unused0]", "[unused1]", "[UNK]", "size", "clean", "##liness", "unused", "[unused2]", "[unusedx]"];

    [Fact]
    public void Assign_WordsOutsideTheVocabulary_GetSlotsInOrdinalOrder()
    {
        var slots = AnswerSlots.Assign(
            Vocabulary,
            [
                Row.Of("keen", "sharpness", "size"), Row.Of("tidy", "cleanliness", "clean"), Row.Of("such", "-"),
                Row.Of("old", "size", "sharpness"),
            ]);

        Assert.Equal([new SlotName(1, "cleanliness"), new SlotName(2, "sharpness")], slots.Named);
        Assert.Equal(
            [
                "[PAD]", "cleanliness", "sharpness", "[UNK]", "size", "clean", "##liness", "unused", "[unused2]",
                "[unusedx]",
            ],
            slots.Words);
        Assert.Equal(
            [("clean", 5), ("cleanliness", 1), ("sharpness", 2), ("size", 4)],
            slots.IndexOf.Select(pair => (pair.Key, pair.Value)));
    }

    [Fact]
    public void Assign_MoreWordsThanSlots_SaysHowManyAndWhichIsFirst()
    {
        var e = Assert.Throws<InvalidDataException>(
            () => AnswerSlots.Assign(Vocabulary, [Row.Of("a", "aa", "dd"), Row.Of("b", "bb"), Row.Of("c", "cc")]));

        Assert.Contains("4 answers", e.Message, StringComparison.Ordinal);
        Assert.Contains("3 [unused…] slots", e.Message, StringComparison.Ordinal);
        Assert.Contains("'dd'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Assign_CommittedLexiconAndBaseVocabulary_NamesItsSlots()
    {
        var folder = Environment.GetEnvironmentVariable("DAVIDBERT_BASE_MODEL");
        Assert.SkipWhen(folder is null, "DAVIDBERT_BASE_MODEL names no base checkpoint");
        var vocabulary = File.ReadAllLines(Path.Combine(folder!, "vocab.txt"));
        var rows = Lexicon.Read(Repository.Lexicon).Rows;

        var answers = rows.Select(row => row.Word).ToHashSet(StringComparer.Ordinal);

        var slots = AnswerSlots.Assign(vocabulary, rows);

        Assert.Equal(56, slots.Named.Count);
        Assert.Equal(56, slots.Named.Count(name => answers.Contains(name.Word)));
        Assert.Equal(30_522, slots.Words.Count);
        Assert.Equal(slots.Named.OrderBy(name => name.Word, StringComparer.Ordinal), slots.Named);
        Assert.All(slots.IndexOf, pair => Assert.Equal(pair.Key, slots.Words[pair.Value]));
        Assert.Equal(938, slots.Words.Count(word => word.StartsWith("[unused", StringComparison.Ordinal)));
    }

    [Fact]
    public void Counted_AnswersBeforeAndNow_AddsRowsWhereTheyAreKnown()
    {
        LabelledPhrase[] rows = [Row.Of("fishy", "smell"), Row.Of("smelly", "smell"), Row.Of("large", "size")];

        var lines = AnswerSlots.Counted(["age", "size", "smell", "-"], rows, index => index == 1 ? null : index);

        Assert.Equal(["age\t0", "size", "smell\t4", "-"], lines);
        Assert.Equal(["size\t1", "-"], AnswerSlots.Counted(["size", "-"], rows));
    }
}
