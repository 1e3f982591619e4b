using CsCheck;
using DavidBert.Training.Data;

namespace DavidBert.Training.Tests.Data;

public sealed class DataSplitTests
{
    [Fact]
    public void Of_CommittedLexicon_KeepsItsParts()
    {
        var split = DataSplit.Of(Lexicon.Read(Repository.Lexicon).Rows, seed: 1);

        Assert.Equal(
            (65_801, 1_096, 1_157, 1_211, 25),
            (split.Train.Count, split.Dev.Count, split.Test.Count, split.Final.Count, split.Unanswerable.Count));
        Assert.Equal(69_265, DataSplit.AllToTrain(Lexicon.Read(Repository.Lexicon).Rows).Train.Count);
    }

    [Fact]
    public void Of_RowsWithoutSplit_HoldsOutATenthByGroup()
    {
        LabelledPhrase[] rows = [.. Enumerable.Range(0, 200).Select(i => Row.Of($"p{i}", "size", group: $"g{i / 4}"))];

        var split = DataSplit.Of(rows, seed: 3);

        Assert.Equal((180, 20), (split.Train.Count, split.Dev.Count));
        Assert.Empty(
            split.Train.Select(row => row.Group).Intersect(split.Dev.Select(row => row.Group), StringComparer.Ordinal));
        Assert.Equal(split.Dev, DataSplit.Of(rows, seed: 3).Dev);
        Assert.NotEqual(split.Dev, DataSplit.Of(rows, seed: 4).Dev);
        Assert.Equal(
            split.Dev.Select(row => row.Phrase).Order(StringComparer.Ordinal),
            DataSplit.Of([.. rows.Reverse()], seed: 3).Dev.Select(row => row.Phrase).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Of_NamedPartsWithoutDev_TakesDevFromTrainOnly()
    {
        LabelledPhrase[] rows =
        [
            .. Enumerable.Range(0, 20).Select(i => Row.Of($"p{i}", "size")),
            .. Enumerable.Range(0, 5).Select(i => Row.Of($"t{i}", "size", split: DataPart.Test)),
        ];

        var split = DataSplit.Of(rows, seed: 1);

        Assert.Equal((18, 2, 5), (split.Train.Count, split.Dev.Count, split.Test.Count));
    }

    [Fact]
    public void Of_FewRows_HoldsOutOneAndKeepsTheRest()
    {
        var split = DataSplit.Of(
            [Row.Of("big", "size"), Row.Of("Big", "size"), Row.Of("old", "age"), Row.Of("such", "-")],
            seed: 1);

        Assert.Equal("old", Assert.Single(split.Dev).Phrase);
        Assert.Equal(["big", "Big"], split.Train.Select(row => row.Phrase), StringComparer.Ordinal);
        Assert.Empty(DataSplit.Of([Row.Of("big", "size")], seed: 1).Dev);
    }

    [Fact]
    public void Of_NothingToTrainOn_Throws() =>
        Assert.Throws<InvalidDataException>(() => DataSplit.Of([Row.Of("big", "size", split: DataPart.Test)], seed: 1));

    [Fact]
    public void Of_AnyRows_PutsEachIntoOnePart() =>
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 5], Gen.Bool).Array[1, 60].Select(Gen.Int).Sample((draws, seed) =>
        {
            LabelledPhrase[] rows =
            [
                .. draws.Select((draw, i) => Row.Of(
                    $"p{draw.Item1}", draw.Item2 == 0 ? "-" : "size", group: draw.Item3
                        ? $"g{draw.Item1}"
                        : null, line: i)),
                Row.Of("q", "size", line: draws.Length),
            ];
            var split = DataSplit.Of(rows, seed);
            Assert.NotEmpty(split.Train);
            Assert.Equal(
                rows.Select(row => row.Line),
                split.Train.Concat(split.Dev).Concat(split.Unanswerable).Select(row => row.Line).Order());
        });
}
