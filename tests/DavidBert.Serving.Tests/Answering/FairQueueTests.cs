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
        Assert.Equal(Size, Add("one", Texts(100)));
        Add("one", Texts(100));
        Assert.True(queue.Take(batch));

        Assert.Equal(Size, batch.Texts.Count);
    }

    [Fact]
    public void Take_ManyOfOneClient_LeavesRoomForAnother()
    {
        for (var i = 0; i < 24; i++)
        {
            Add("bulk", Texts(Size));
        }

        Assert.True(queue.Take(batch));
        Add("single", Texts(1));
        Assert.True(queue.Take(batch));
        Assert.Contains("single", batch.Members.Select(member => member.Client));

        // From now on the client with much gets small shares: who comes next does not wait for a whole run.
        Assert.InRange(Add("bulk", Texts(1_000)), 1, 4);
        Assert.Equal(1, Add("bulk", [new string('a', 10_000), new string('b', 10_000)]));
    }

    [Fact]
    public void Take_ThreeClients_ServesEachInTurn()
    {
        foreach (var client in (string[])["a", "b", "c", "a", "a", "b"])
        {
            Add(client, Texts(Size));
        }

        queue.Complete();
        var served = new List<string>();
        while (queue.Take(batch))
        {
            served.AddRange(batch.Members.Select(member => member.Client));
        }

        Assert.Equal(["a", "b", "c", "a", "b", "a"], served);
    }

    [Fact]
    public void Take_AfterTheEnd_GivesWhatWaitsAndThenNothing()
    {
        Add("one", Texts(1));
        queue.Complete();

        Assert.True(queue.Take(batch));
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
        model.Predictor.Dispose();
        bundle.Dispose();
    }

    private static string[] Texts(int count) => [.. Enumerable.Repeat("large", count)];

    /// <summary>Lets a part of texts wait, and gives its size.</summary>
    private int Add(string client, string[] texts)
    {
        var part = queue.PartOf(client, texts);
        Assert.True(queue.TryAdd(new PendingTexts(model, part, 1, client, CancellationToken.None)));
        return part.Count;
    }
}
