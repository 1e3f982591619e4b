using CsCheck;
using DavidBert.Testing;

namespace DavidBert.Tests.Prediction;

public sealed class PredictorPropertyTests : IDisposable
{
    private const float Tolerance = 1e-6f;

    private static readonly string[] Words =
        ["very", "fishy", "valuable", "large", "chonky", "clean", "the", "a", "café", "!", "zzz", "漢"];

    private static readonly Gen<string> Phrase = Gen.Frequency(
        (8, Gen.Int[0, Words.Length - 1].Array[0, 24].Select(places => string.Join(' ', places.Select(i => Words[i])))),
        (1, Gen.String));

    private readonly TestBundle bundle = new();
    private readonly Predictor predictor;

    public PredictorPropertyTests() => predictor = Predictor.Load(bundle.Folder, new PredictorOptions { Threads = 1 });

    public void Dispose()
    {
        predictor.Dispose();
        bundle.Dispose();
    }

    [Fact]
    public void PredictBatch_AnyPhrases_AnswersAsItsPartsDo() =>
        Phrase.Array[0, 70].Sample(
            texts =>
            {
                var answers = predictor.PredictBatch(texts, 3);
                Assert.Equal<string[]>(texts, [.. answers.Select(a => a.Text)]);
                for (var i = 0; i < texts.Length; i++)
                {
                    AssertSame(predictor.Predict(texts[i], 3), answers[i]);
                }
            },
            iter: 50);

    [Fact]
    public void PredictBatch_OtherOrder_GivesTheSameAnswers() =>
        Gen.Select(Phrase.Array[1, 70], Gen.Int).Sample(
            (texts, seed) =>
            {
                var order = Enumerable.Range(0, texts.Length).ToArray();
                new Random(seed).Shuffle(order);
                var answers = predictor.PredictBatch(texts);
                var shuffled = predictor.PredictBatch(order.Select(i => texts[i]).ToArray());
                for (var i = 0; i < order.Length; i++)
                {
                    AssertSame(answers[order[i]], shuffled[i]);
                }
            },
            iter: 50);

    [Fact]
    public void Predict_FromManyThreads_AnswersAsFromOne()
    {
        var texts = Enumerable.Range(0, 400).Select(i => string.Join(' ', Enumerable.Repeat("very", i % 12)) + " fishy")
            .ToArray();
        var expected = predictor.PredictBatch(texts);

        Parallel.For(
            0, texts.Length, new ParallelOptions { MaxDegreeOfParallelism = 8 },
            i => AssertSame(expected[i], predictor.Predict(texts[i])));
    }

    private static void AssertSame(Answer expected, Answer found)
    {
        Assert.Equal(expected.Word, found.Word);
        Assert.Equal(expected.Error, found.Error);
        Assert.Equal(expected.Truncated, found.Truncated);
        ScoredWord[] expectedWords = [.. expected.TopK ?? []];
        ScoredWord[] foundWords = [.. found.TopK ?? []];
        Assert.Equal(expectedWords.Length, foundWords.Length);
        foreach (var (one, other) in expectedWords.Zip(foundWords))
        {
            Assert.Equal(one.Word, other.Word);
            Assert.Equal(one.Score, other.Score, Tolerance);
        }
    }
}
