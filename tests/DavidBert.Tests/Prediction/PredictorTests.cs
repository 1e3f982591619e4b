using DavidBert.Bundles;
using DavidBert.Testing;

namespace DavidBert.Tests.Prediction;

public sealed class PredictorTests(TestPredictor test) : IClassFixture<TestPredictor>
{
    private readonly Predictor predictor = test.Predictor;

    [Fact]
    public void Predict_APhrase_GivesItsBestWord()
    {
        var answer = predictor.Predict("very chonky", 3);

        Assert.Equal("very chonky", answer.Text);
        Assert.Null(answer.Error);
        Assert.False(answer.Truncated);
        Assert.Equal(3, answer.TopK!.Count);
        Assert.Equal((answer.Word, answer.Score), (answer.TopK[0].Word, answer.TopK[0].Score));
        Assert.InRange(answer.Score!.Value, 1f / predictor.Bundle.Words.Count, 1);
    }

    [Fact]
    public void Predict_MoreWordsThanThereAre_GivesThemAllOnce()
    {
        var words = predictor.Bundle.Words;
        var answerable = Enumerable.Range(0, words.Count).Where(words.IsAnswerable).Select(i => words[i]);

        var answer = predictor.Predict("fishy", Predictor.MaxTopK);

        Assert.Equal(answerable.Order(StringComparer.Ordinal), answer.TopK!.Select(word => word.Word).Order(StringComparer.Ordinal));
        Assert.Equal(1, answer.TopK!.Sum(word => word.Score), 1e-5);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(101)]
    public void Predict_TopKOutOfItsRange_Throws(int top_k)
    {
        Assert.Throws<ArgumentOutOfRangeException>(nameof(top_k), () => predictor.Predict("fishy", top_k));
        Assert.Throws<ArgumentOutOfRangeException>(nameof(top_k), () => predictor.PredictBatch([], top_k));
    }

    [Fact]
    public void PredictBatch_NoPhrases_GivesNoAnswers() => Assert.Empty(predictor.PredictBatch([]));

    [Fact]
    public void PredictBatch_ANullPhrase_NamesItsPlace()
    {
        var error = Assert.Throws<ArgumentException>("texts", () => predictor.PredictBatch(["fishy", null!]));

        Assert.Contains("Phrase 1", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => predictor.PredictBatch(null!));
    }

    [Fact]
    public void PredictBatch_PhrasesThatCannotBeAnswered_HaveTheirErrorInTheirPlace()
    {
        using var folder = new TemporaryFolder();
        using var strict = Predictor.Load(TestBundle.Create(folder.Path), new PredictorOptions { MaxCharacters = 10 });

        var answers = strict.PredictBatch(["fishy", "", " \t\n", "zzz", "\0", "very chonky", "large", "10 letters"]);

        Assert.Equal(
            [null, "empty", "empty", "unreadable", "unreadable", "too_long", null, "unreadable"],
            answers.Select(answer => answer.Error?.Code));
        Assert.All(
            answers.Where(answer => answer.Error is not null),
            answer => Assert.Equal(
                (null, null, null, null), (answer.Word, answer.Score, answer.TopK, answer.Truncated)));
        Assert.Contains("11", answers[5].Error!.Detail, StringComparison.Ordinal);
        TestPredictor.AssertSame(predictor.Predict("large"), answers[6]);
    }

    [Fact]
    public void Predict_APhraseOfUnknownAndKnownWords_IsAnswered() => Assert.NotNull(predictor.Predict("zzz large").Word);

    [Fact]
    public void Predict_APhraseLongerThanTheModelTakes_SaysSo()
    {
        var most = predictor.Bundle.Manifest.MaxLength - 2;
        var fitting = string.Join(' ', Enumerable.Repeat("large", most - 1).Append("fishy"));

        var whole = predictor.Predict(fitting, 5);
        var cut = predictor.Predict(fitting + " very red", 5);

        Assert.False(whole.Truncated);
        Assert.True(cut.Truncated);
        Assert.Equal(whole.TopK, cut.TopK);
    }

    [Fact]
    public void Predict_AMegabyte_IsAnswered() =>
        Assert.True(predictor.Predict(string.Concat(Enumerable.Repeat("large ", 200_000))).Truncated);

    [Fact]
    public void Predict_LogitsThatAreNoNumbers_SaysWhichModelAndPhrase()
    {
        using var folder = new TemporaryFolder();
        TestBundle.Create(folder.Path, change: manifest =>
        {
            File.WriteAllBytes(
                folder.File(Bundle.ModelFile), TestGraph.Build(manifest.Dimensions.Vocabulary, scale: float.PositiveInfinity));
            return manifest;
        });
        using var broken = Predictor.Load(folder.Path);

        var message = Assert.Throws<BundleException>(() => broken.Predict("fishy")).Message;

        Assert.Contains(Bundle.ModelFile, message, StringComparison.Ordinal);
        Assert.Contains("'fishy'", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Threads_BelowOne_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new PredictorOptions { Threads = 0 });
}
