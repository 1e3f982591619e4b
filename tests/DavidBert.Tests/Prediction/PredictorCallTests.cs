using DavidBert.Testing;

namespace DavidBert.Tests.Prediction;

/// <summary>Calls at once, calls that are ended, and the end of the predictor.</summary>
public sealed class PredictorCallTests : IDisposable
{
    private const float Tolerance = 1e-6f;

    private readonly TestBundle bundle = new();
    private readonly Predictor predictor;

    public PredictorCallTests() => predictor = Load();

    public void Dispose()
    {
        predictor.Dispose();
        bundle.Dispose();
    }

    [Fact]
    public void Predict_ManyThreadsAtOnce_GiveTheSameAnswers()
    {
        string[] texts = [.. TestBundle.Words.Select(word => $"very {word} large"), "zzz", ""];
        var expected = predictor.PredictBatch(texts, 4);

        Parallel.For(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 16 }, round =>
        {
            var first = round % texts.Length;
            AssertSame(expected[first], predictor.Predict(texts[first], 4));
            foreach (var (one, other) in expected.Skip(first).Zip(predictor.PredictBatch(texts[first..], 4)))
            {
                AssertSame(one, other);
            }
        });
    }

    [Fact]
    public void PredictBatch_CancelledBeforeNothingButErrors_Throws()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();

        Assert.Throws<OperationCanceledException>(() => predictor.PredictBatch([""], 1, cancellation.Token));
    }

    [Fact]
    public void PredictBatch_CancelledByAnotherThread_ThrowsOrAnswersAll()
    {
        string[] texts = [.. Enumerable.Repeat("very large", 20_000)];
        for (var delay = 0; delay < 8; delay++)
        {
            using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(delay));
            try
            {
                Assert.All(predictor.PredictBatch(texts, 1, cancellation.Token), answer => Assert.NotNull(answer.Word));
            }
            catch (OperationCanceledException e)
            {
                Assert.Equal(cancellation.Token, e.CancellationToken);
            }
        }
    }

    [Fact]
    public void Dispose_WhileCallsAreUnderWay_LetsThemAnswer()
    {
        for (var round = 0; round < 10; round++)
        {
            using var ending = Load();
            using var started = new CountdownEvent(4);
            var callers = Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    ending.Predict("fishy");
                    started.Signal();
                    while (true)
                    {
                        Assert.NotNull(ending.Predict("fishy").Word);
                    }
                },
                TaskCreationOptions.LongRunning)).ToArray();
            started.Wait(TestContext.Current.CancellationToken);
            ending.Dispose();
            Assert.All(
                callers,
                caller => Assert.Throws<ObjectDisposedException>(() => caller.GetAwaiter().GetResult()));
        }
    }

    [Fact]
    public void BatchPool_BatchesTaken_AreNeverShared()
    {
        var pool = new BatchPool(10, 1);
        var taken = Enumerable.Range(0, 2 * Environment.ProcessorCount).Select(_ => pool.Take()).ToList();
        Assert.Equal(taken.Count, taken.Distinct().Count());

        taken.ForEach(pool.Return);

        var again = Enumerable.Range(0, taken.Count).Select(_ => pool.Take()).ToList();
        Assert.Equal(again.Count, again.Distinct().Count());
        Assert.Equal(Environment.ProcessorCount, again.Intersect(taken).Count());
    }

    private static void AssertSame(Answer expected, Answer found)
    {
        Assert.Equal((expected.Text, expected.Word, expected.Error), (found.Text, found.Word, found.Error));
        foreach (var (one, other) in (expected.TopK ?? []).Zip(found.TopK ?? []))
        {
            Assert.Equal(one.Word, other.Word);
            Assert.Equal(one.Score, other.Score, Tolerance);
        }
    }

    private Predictor Load() => Predictor.Load(bundle.Folder, new PredictorOptions { Threads = 1 });
}
