using DavidBert.Serving.Answering;
using DavidBert.Serving.Models;
using DavidBert.Testing;

namespace DavidBert.Serving.Tests.Answering;

/// <summary>One client that asks for much, and others that ask for little.</summary>
public sealed class FairQueueTests : IDisposable
{
    private const int Size = 32;

    private readonly TestBundle bundle = new();
    private readonly ServedModel model;
    private readonly FairQueue queue = new(Size);
    private readonly MicroBatch batch = new(Size);

    public FairQueueTests() =>
        model = new ServedModel(Predictor.Load(bundle.Folder), "0", "test", DateTimeOffset.UnixEpoch);

    [Fact]
    public void Take_OneClientAlone_FillsTheRun()
    {
        Add("one", Texts(20));
        Add("one", Texts(1));
        Add("one", Texts(100));

        Assert.Equal([Size, Size, Size, 121 - (3 * Size)], Runs().Select(run => run.Texts));
    }

    [Fact]
    public void Take_ManyOfOneClient_AnotherWaitsForOneTurn()
    {
        for (var i = 0; i < 24; i++)
        {
            Add("bulk", Texts(1_000));
        }

        Assert.Equal(("bulk", Size), Take());
        Answer();
        Add("single", Texts(1));
        Assert.Equal(("single", 1), Take());

        // From now on the client with much gets small turns: who comes next does not wait for a whole run.
        for (var i = 0; i < 20; i++)
        {
            Answer();
            Assert.Equal(("bulk", 4), Take());
            Add("single", Texts(1));
            Answer();
            Assert.Equal(("single", 1), Take());
        }
    }

    [Fact]
    public void TryAdd_WhileALargeRunIsUnderWay_BreaksItOffOnce()
    {
        var bulk = Add("bulk", Texts(1_000));
        Take();
        Add("bulk", Texts(1));
        Assert.False(batch.Cancellation.IsCancellationRequested);
        Add("single", Texts(1));
        Assert.True(batch.Cancellation.IsCancellationRequested);

        Assert.Equal(1_000, bulk.Rest.Count);
        Assert.Equal(("single", 1), Take());
        Answer();
        Assert.Equal(("bulk", 4), Take());
        Add("another", Texts(1));
        Assert.False(batch.Cancellation.IsCancellationRequested);
        Answer();
        Assert.Equal(996, bulk.Rest.Count);
    }

    [Fact]
    public void Take_LongTexts_AreATurnEach()
    {
        Add("bulk", [.. Enumerable.Range(0, 8).Select(i => new string('a', 10_000))]);
        Add("other", Texts(1_000));

        Assert.Equal([("bulk", 1), ("other", 4), ("bulk", 1), ("other", 4)], Runs().Take(4));
    }

    [Fact]
    public void Take_ThreeClients_ServesEachInTurn()
    {
        foreach (var client in (string[])["a", "b", "c", "a", "a", "b"])
        {
            Add(client, Texts(Size));
        }

        Assert.Equal(["a", "b", "c", "a", "b", "c"], Runs().Take(6).Select(run => run.Clients));
    }

    [Fact]
    public void Take_SinglesOfManyClients_ShareARun()
    {
        for (var i = 0; i < 50; i++)
        {
            Add($"{i}", Texts(1));
        }

        Assert.Equal([Size, 50 - Size], Runs().Select(run => run.Texts));
    }

    [Fact]
    public void Take_CancelledMeanwhile_IsPassedOver()
    {
        using var cancelled = new CancellationTokenSource();
        var first = Add("one", Texts(1), cancelled);
        var second = Add("one", Texts(2), cancelled);
        Add("one", Texts(3));
        cancelled.Cancel();

        Assert.Equal(("one", 3), Take());
        Assert.True(first.Answers.IsCanceled && second.HasEnded());
    }

    [Fact]
    public void Take_AfterTheEnd_GivesWhatWaitsAndThenNothing()
    {
        Add("one", Texts(1));
        queue.Complete();

        Assert.Equal(("one", 1), Take());
        Answer();
        Assert.False(queue.Take(batch));
        Assert.False(queue.TryAdd(new PendingTexts(model, Texts(1), 1, "one", CancellationToken.None)));
    }

    [Fact]
    public void Enter_OneClient_GetsHalfOfThePlaces()
    {
        var admission = new Admission(8);
        for (var i = 0; i < 4; i++)
        {
            admission.Enter("bulk");
        }

        Assert.Throws<QueueFullException>(() => admission.Enter("bulk"));
        Assert.True(admission.IsFull("bulk"));
        Assert.False(admission.IsFull("single"));
        admission.Enter("single");
        admission.Leave("bulk");
        admission.Enter("bulk");
        Assert.Equal(5, admission.InFlight);
    }

    public void Dispose()
    {
        batch.Dispose();
        model.Predictor.Dispose();
        bundle.Dispose();
    }

    private static string[] Texts(int count) => [.. Enumerable.Repeat("large", count)];

    private PendingTexts Add(string client, string[] texts, CancellationTokenSource? left = null)
    {
        var pending = new PendingTexts(model, texts, 1, client, left?.Token ?? CancellationToken.None);
        Assert.True(queue.TryAdd(pending));
        return pending;
    }

    /// <summary>Begins the next run, and tells whose it is and how many texts it has.</summary>
    private (string Clients, int Texts) Take()
    {
        Assert.True(queue.Take(batch));
        return (string.Join(' ', batch.Members.Select(member => member.Request.Client).Distinct()), batch.Texts.Count);
    }

    /// <summary>Ends the run.</summary>
    private void Answer()
    {
        foreach (var (request, texts) in batch.Members)
        {
            request.Take(model.Predictor.PredictBatch(texts));
        }
    }

    /// <summary>What runs there are until all is answered.</summary>
    private List<(string Clients, int Texts)> Runs()
    {
        queue.Complete();
        var runs = new List<(string Clients, int Texts)>();
        while (queue.Take(batch))
        {
            runs.Add((
                string.Join(' ', batch.Members.Select(member => member.Request.Client).Distinct()),
                batch.Texts.Count));
            Answer();
        }

        return runs;
    }
}
