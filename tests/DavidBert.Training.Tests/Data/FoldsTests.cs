using DavidBert.Training.Data;

namespace DavidBert.Training.Tests.Data;

public sealed class FoldsTests
{
    private static readonly LabelledPhrase[] Rows =
    [
        .. Enumerable.Range(0, 90).Select(i => Row.Of($"phrase {i}", "size", group: i < 30 ? $"g{i / 3}" : null)),
        Row.Of("Phrase 89", "size"),
    ];

    [Fact]
    public void Of_GroupsAndEqualPhrases_StayTogetherInFoldsOfEqualSize()
    {
        var folds = Folds.Of(Rows, 5, seed: 1);

        var groups = Rows.Zip(folds).GroupBy(p => p.First.GroupOrPhrase, StringComparer.Ordinal);
        Assert.All(groups, group => Assert.Single(group.Select(p => p.Second).Distinct()));
        Assert.All(folds.CountBy(fold => fold), fold => Assert.InRange(fold.Value, 17, 20));
    }

    [Fact]
    public void Of_AnotherOrder_PutsEachRowIntoTheSameFold()
    {
        var folds = Folds.Of(Rows, 5, seed: 1);

        Assert.Equal(folds.Reverse(), Folds.Of([.. Rows.Reverse()], 5, seed: 1));
        Assert.NotEqual(folds, Folds.Of(Rows, 5, seed: 2));
    }
}
