using DavidBert.Bundles;
using DavidBert.Testing;

namespace DavidBert.Tests.Prediction;

public sealed class PredictorTests : IDisposable
{
    private readonly TestBundle bundle = new();
    private readonly Predictor predictor;

    public PredictorTests() => predictor = Predictor.Load(bundle.Folder, new PredictorOptions { Threads = 1 });

    public void Dispose()
    {
        predictor.Dispose();
        bundle.Dispose();
    }

    [Theory]
    [InlineData("fishy", "smell")]
    [InlineData("valuable", "value")]
    [InlineData("large", "size")]
    [InlineData("very chonky", "size")]
    [InlineData("LARGE!", "size")]
    [InlineData("clean", "cleanliness")]
    public void Predict_KnownPhrase_GivesItsWord(string text, string word)
    {
        var answer = predictor.Predict(text);

        Assert.Equal(word, answer.Word);
        Assert.Equal(text, answer.Text);
        Assert.Null(answer.Error);
        Assert.False(answer.Truncated);
        var only = Assert.Single(answer.TopK!);
        Assert.Equal((answer.Word, answer.Score), (only.Word, only.Score));
    }

    [Fact]
    public void Predict_BundleWithoutThreshold_SaysNothingOfConfidence() =>
        Assert.Null(predictor.Predict("fishy").Confident);

    [Fact]
    public void PredictBatch_BundleWithThreshold_IsConfidentFromItOn()
    {
        var scores = predictor.PredictBatch(["fishy", "very weight"]).Select(a => a.Score!.Value).ToArray();
        Assert.True(scores[0] > scores[1]);
        using var sure = new TestBundle(confidentAt: scores[0]);
        using var other = Predictor.Load(sure.Folder);

        var answers = other.PredictBatch(
            ["fishy", "very weight", "", $"fishy {string.Concat(Enumerable.Repeat("fishy ", 40))}"]);

        Assert.Equal<bool?[]>([true, false, null, false], [.. answers.Select(a => a.Confident)]);
        Assert.True(answers[3].Score >= scores[0]);
        Assert.True(answers[3].Truncated);
    }

    [Fact]
    public void Predict_AllWords_GivesEachAnswerableOnceAndScoresThatSumToOne()
    {
        var topK = predictor.Predict("very large", Predictor.MaxTopK).TopK!;

        string[] answerable = [.. TestBundle.Words.Where(AnswerVocabulary.IsWord).Order(StringComparer.Ordinal)];
        Assert.Equal<string[]>(answerable, [.. topK.Select(k => k.Word).Order(StringComparer.Ordinal)]);
        Assert.Equal<float[]>([.. topK.Select(k => k.Score).OrderDescending()], [.. topK.Select(k => k.Score)]);
        Assert.Equal(1, topK.Sum(k => (double)k.Score), 1e-6);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(101)]
    public void Predict_TopKOutOfRange_IsRefused(int topK)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => predictor.Predict("fishy", topK));
        Assert.Throws<ArgumentOutOfRangeException>(() => predictor.PredictBatch([], topK));
    }

    [Fact]
    public void PredictBatch_PhrasesWithoutAWordAmongOthers_HaveTheirErrorInTheirPlace()
    {
        var answers = predictor.PredictBatch(["fishy", "", " \t\r\n\u00A0", "Ж 漢 🐟", "\0", "\uD800", "large"]);

        Assert.Equal<string?[]>(["smell", null, null, null, null, null, "size"], [.. answers.Select(a => a.Word)]);
        Assert.Equal<string?[]>(
            [null, "empty", "empty", "unreadable", "unreadable", "unreadable", null], [.. answers.Select(
                a => a.Error?.Code)]);
        Assert.All(
            answers.Where(a => a.Error is not null),
            a => Assert.True(a is { Score: null, TopK: null, Truncated: null }));
    }

    [Fact]
    public void PredictBatch_Nothing_GivesNothing() => Assert.Empty(predictor.PredictBatch([]));

    [Fact]
    public void PredictBatch_NullAmongPhrases_NamesItsPlace()
    {
        var e = Assert.Throws<ArgumentException>(() => predictor.PredictBatch(["fishy", null!]));
        Assert.Contains("Phrase 1", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Predict_LongerThanMaxLength_IsTruncatedAndSaysSo()
    {
        var fits = string.Join(' ', Enumerable.Repeat("very", TestBundle.MaxLength - 3));

        Assert.False(predictor.Predict(fits + " fishy").Truncated);
        var answer = predictor.Predict(fits + " large fishy");
        Assert.True(answer.Truncated);
        Assert.Equal(predictor.Predict(fits + " large").Score, answer.Score);
    }

    [Fact]
    public void Predict_LongerThanMaxCharacters_IsTooLong()
    {
        using var limited = Predictor.Load(bundle.Folder, new PredictorOptions { Threads = 1, MaxCharacters = 5 });

        Assert.Equal("smell", limited.Predict("fishy").Word);
        var error = limited.Predict("fishy!").Error;
        Assert.Equal("too_long", error?.Code);
        Assert.Contains("6", error!.Detail, StringComparison.Ordinal);
        Assert.Contains("5", error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Predict_CancelledBefore_Throws()
    {
        var cancelled = new CancellationToken(canceled: true);

        Assert.ThrowsAny<OperationCanceledException>(() => predictor.Predict("fishy", cancellation: cancelled));
        Assert.Equal("smell", predictor.Predict("fishy").Word);
    }

    [Fact]
    public async Task PredictBatch_CancelledWhileAnotherRuns_EndsOnlyItsOwnCall()
    {
        using var source = new CancellationTokenSource();
        var others = Task.Run(() => Enumerable.Range(0, 200).All(_ => predictor.Predict("fishy").Word is "smell"));
        var texts = new CancellingList(Enumerable.Repeat("large", 5_000).ToArray(), source);

        Assert.ThrowsAny<OperationCanceledException>(() => predictor.PredictBatch(texts, cancellation: source.Token));
        Assert.True(await others);
    }

    [Fact]
    public void Predict_AfterWarmUp_AllocatesLittle()
    {
        const int Calls = 100;
        const int MostBytes = 2_048;
        for (var i = 0; i < 20; i++)
        {
            predictor.Predict("very chonky");
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Calls; i++)
        {
            predictor.Predict("very chonky");
        }

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / Calls, 0, MostBytes);
    }

    [Fact]
    public void Predict_AfterDispose_Throws()
    {
        var closed = Predictor.Load(bundle.Folder, new PredictorOptions { Threads = 1 });
        closed.Dispose();
        closed.Dispose();

        Assert.Throws<ObjectDisposedException>(() => closed.Predict("fishy"));
    }

    private sealed class CancellingList(string[] texts, CancellationTokenSource source) : IReadOnlyList<string>
    {
        public int Count => texts.Length;

        public string this[int index]
        {
            get
            {
                if (index == texts.Length - 1)
                {
                    source.Cancel();
                }

                return texts[index];
            }
        }

        public IEnumerator<string> GetEnumerator() => texts.AsEnumerable().GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
