using CsCheck;
using DavidBert.Testing;

namespace DavidBert.Tests.Prediction;

public sealed class PredictorPropertyTests(TestPredictor test) : IClassFixture<TestPredictor>
{
    private static readonly string[] Words = [.. TestBundle.DefaultWords, "unknown", "!?", "é", "😀"];

    private readonly Predictor predictor = test.Predictor;

    /// <summary>Phrases of 0 to 40 words, so that some are cut; some are empty, some cannot be read.</summary>
    private static Gen<string> Phrase { get; } = Gen.OneOf(
        Gen.Int[0, Words.Length - 1].Array[0, 40].Select(places => string.Join(' ', places.Select(i => Words[i]))),
        Gen.String[0, 10]);

    [Fact]
    public void PredictBatch_AnyPhrases_AnswersAsEachAlone() =>
        Phrase.Array[0, 80].Sample(
            texts => AssertSame([.. texts.Select(text => predictor.Predict(text, 5))], predictor.PredictBatch(texts, 5)),
            iter: 60);

    [Fact]
    public void PredictBatch_AnotherOrder_GivesTheSameAnswers() =>
        Gen.Select(Phrase.Array[2, 80], Gen.Int).Sample(
            (texts, seed) =>
            {
                var order = Enumerable.Range(0, texts.Length).ToArray();
                new Random(seed).Shuffle(order);
                var answers = predictor.PredictBatch(texts, 3);
                var shuffled = predictor.PredictBatch([.. order.Select(i => texts[i])], 3);
                AssertSame([.. order.Select(i => answers[i])], shuffled);
            },
            iter: 60);

    [Fact]
    public void Predict_FewerWords_AreTheFirstOfMore() =>
        Gen.Select(Phrase, Gen.Int[1, 100], Gen.Int[1, 100]).Sample(
            (text, one, other) =>
            {
                var less = predictor.Predict(text, Math.Min(one, other)).TopK;
                var more = predictor.Predict(text, Math.Max(one, other)).TopK;
                Assert.Equal(more?.Take(less!.Count), less);
                Assert.Equal(more?.Select(word => word.Score).OrderDescending(), more?.Select(word => word.Score));
            },
            iter: 300);

    private static void AssertSame(IReadOnlyList<Answer> expected, IReadOnlyList<Answer> found)
    {
        Assert.Equal(expected.Count, found.Count);
        foreach (var (one, other) in expected.Zip(found))
        {
            TestPredictor.AssertSame(one, other);
        }
    }
}
