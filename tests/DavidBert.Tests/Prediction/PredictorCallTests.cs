using DavidBert.Prediction;
using DavidBert.Testing;

namespace DavidBert.Tests.Prediction;

/// <summary>Calls at once, ended, after the end, and what they allocate.</summary>
public sealed class PredictorCallTests(TestPredictor test) : IClassFixture<TestPredictor>
{
    private readonly Predictor predictor = test.Predictor;

    [Fact]
    public void Predict_ManyThreadsAtOnce_GiveTheSameAnswers()
    {
        string[] texts = [.. TestBundle.DefaultWords.Select(word => $"very {word} red"), "zzz", ""];
        var expected = predictor.PredictBatch(texts, 4);

        Parallel.For(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 16 }, round =>
        {
            var first = round % texts.Length;
            TestPredictor.AssertSame(expected[first], predictor.Predict(texts[first], 4));
            foreach (var (one, other) in expected.Skip(first).Zip(predictor.PredictBatch(texts[first..], 4)))
            {
                TestPredictor.AssertSame(one, other);
            }
        });
    }

    [Fact]
    public void PredictBatch_CancelledBefore_Throws()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();

        Assert.Throws<OperationCanceledException>(() => predictor.Predict("fishy", 1, cancellation.Token));
        Assert.Throws<OperationCanceledException>(() => predictor.PredictBatch([""], 1, cancellation.Token));
    }

    [Fact]
    public void PredictBatch_CancelledUnderWay_ThrowsAndTheNextCallAnswers()
    {
        var expected = predictor.Predict("fishy");
        for (var round = 0; round < 20; round++)
        {
            using var cancellation = new CancellationTokenSource();
            var texts = new CancellingList(100_000, 50_000 + round, cancellation);
            Assert.Throws<OperationCanceledException>(() => predictor.PredictBatch(texts, 1, cancellation.Token));
            TestPredictor.AssertSame(expected, predictor.Predict("fishy", 1, CancellationToken.None));
        }
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
    public void Predict_AfterDispose_Throws()
    {
        using var folder = new TemporaryFolder();
        var ended = Predictor.Load(TestBundle.Create(folder.Path));
        ended.Dispose();
        ended.Dispose();

        Assert.Throws<ObjectDisposedException>(() => ended.Predict("fishy"));
    }

    [Fact]
    public void Dispose_WhileCallsAreUnderWay_LetsThemAnswer()
    {
        using var folder = new TemporaryFolder();
        TestBundle.Create(folder.Path);
        for (var round = 0; round < 10; round++)
        {
            var ending = Predictor.Load(folder.Path, new PredictorOptions { Threads = 1 });
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
            Assert.All(callers, caller => Assert.Throws<ObjectDisposedException>(() => caller.GetAwaiter().GetResult()));
        }
    }

    [Fact]
    public void Predict_WarmedUp_AllocatesLittle()
    {
        const int Calls = 200;
        const int MostBytes = 1600;
        for (var i = 0; i < Calls; i++)
        {
            predictor.Predict("very large");
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Calls; i++)
        {
            predictor.Predict("very large");
        }

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / Calls, 1, MostBytes);
    }

    [Fact]
    public void BatchPool_BatchesTaken_AreNeverShared()
    {
        var pool = new BatchPool(10);
        var taken = Enumerable.Range(0, 2 * Environment.ProcessorCount).Select(_ => pool.Take()).ToList();
        Assert.Equal(taken.Count, taken.Distinct().Count());

        taken.ForEach(pool.Return);

        var again = Enumerable.Range(0, taken.Count).Select(_ => pool.Take()).ToList();
        Assert.Equal(again.Count, again.Distinct().Count());
        Assert.Equal(Environment.ProcessorCount, again.Intersect(taken).Count());
    }
}
