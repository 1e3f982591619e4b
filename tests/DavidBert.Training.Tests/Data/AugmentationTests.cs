using CsCheck;
using DavidBert.Glossaries;
using DavidBert.Training.Data;

namespace DavidBert.Training.Tests.Data;

public sealed class AugmentationTests
{
    private static readonly LabelledPhrase[] Words = [.. Enumerable.Range(0, 20_000)
        .Select(_ => Row.Of("chonky", "size", "weight mass"))];

    [Fact]
    public void Epoch_ManyWords_VariesThemAtTheRatesAsked()
    {
        var phrases = Augmentation.Epoch(Words, seed: 1, epoch: 1, new AugmentationOptions { TypingErrors = 0.1 });

        Assert.Equal(0.3, Share(phrase => phrase.Contains(' ', StringComparison.Ordinal)), 0.02);
        Assert.Equal(
            0.07,
            Share(phrase => !phrase.Contains(' ', StringComparison.Ordinal) && phrase is not "chonky"),
            0.01);
        var intensifiers = phrases.Where(phrase => phrase.EndsWith(" chonky", StringComparison.Ordinal))
            .Select(phrase => phrase[..^7]);
        Assert.Empty(Intensifiers.All.Except(intensifiers, StringComparer.Ordinal));

        double Share(Func<string, bool> holds) => phrases.Count(holds) / (double)phrases.Count;
    }

    [Fact]
    public void Epoch_SameSeedAndEpoch_IsTheSameAndAnotherIsNot()
    {
        LabelledPhrase[] rows = Words[..500];
        var options = new AugmentationOptions();
        var first = Augmentation.Epoch(rows, seed: 7, epoch: 2, options);

        Assert.Equal(first, Augmentation.Epoch(rows, seed: 7, epoch: 2, options));
        Assert.Equal(first.Take(10), Augmentation.Epoch(rows[..10], seed: 7, epoch: 2, options));
        Assert.NotEqual(first, Augmentation.Epoch(rows, seed: 7, epoch: 3, options));
        Assert.NotEqual(first, Augmentation.Epoch(rows, seed: 8, epoch: 2, options));
    }

    [Fact]
    public void Epoch_PhraseOfSeveralWords_IsNeverIntensified()
    {
        var options = new AugmentationOptions { Intensify = 1, TypingErrors = 0 };

        Assert.Equal("a sharp mind", Augmentation.Epoch([Row.Of("a sharp mind", "intelligence")], 1, 1, options)[0]);
        Assert.EndsWith(
            " sharp",
            Augmentation.Epoch([Row.Of("sharp", "intelligence")], 1, 1, options)[0],
            StringComparison.Ordinal);
    }

    [Fact]
    public void Epoch_NoVariation_GivesTheRows() =>
        Assert.Equal(
            ["chonky", "such a lot"],
            Augmentation.Epoch(
                [Row.Of("chonky", "size", "weight"), Row.Of("such a lot", "number")],
                1,
                1,
                AugmentationOptions.None));

    [Fact]
    public void Epoch_TypingErrorsInAll_ChangesOneLetterOfALongWord()
    {
        var options = AugmentationOptions.None with { TypingErrors = 1 };
        LabelledPhrase[] rows = [.. Enumerable.Repeat(Row.Of("an old-fashioned idea", "age"), 2_000)];

        var phrases = Augmentation.Epoch(rows, 1, 1, options).Distinct(StringComparer.Ordinal).ToList();

        Assert.All(phrases, phrase => Assert.StartsWith("an old-", phrase, StringComparison.Ordinal));
        Assert.Contains("an old-ashioned idea", phrases, StringComparer.Ordinal);
        Assert.Contains("an old-fashionedd idea", phrases, StringComparer.Ordinal);
        Assert.Contains("an old-fashioned idae", phrases, StringComparer.Ordinal);
        Assert.Contains("an old-fahsioned idea", phrases, StringComparer.Ordinal);
        Assert.DoesNotContain("an old-fashioned idea", phrases, StringComparer.Ordinal);
        Assert.Equal("so sad", Augmentation.Epoch([Row.Of("so sad", "mood")], 1, 1, options)[0]);
    }

    [Fact]
    public void Epoch_AnyPhrase_ATypingErrorMovesTheLengthByAtMostOne() =>
        Gen.Select(Gen.String[Gen.Char["abcé -'1😀"], 1, 30], Gen.Int).Sample((phrase, seed) =>
        {
            var typed = Augmentation.Epoch(
                [Row.Of(phrase, "size")],
                seed,
                0,
                AugmentationOptions.None with { TypingErrors = 1 })[0];
            Assert.InRange(typed.Length - phrase.Length, -1, 1);
        });

    [Fact]
    public void Epoch_UnanswerableRowOrNoProbability_Throws()
    {
        Assert.Throws<ArgumentException>(
            () => Augmentation.Epoch([Row.Of("such", "-")], 1, 1, new AugmentationOptions()));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Augmentation.Epoch([], 1, 1, new AugmentationOptions { Intensify = 1.5 }));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Augmentation.Epoch([], 1, 1, new AugmentationOptions { TypingErrors = double.NaN }));
    }
}
