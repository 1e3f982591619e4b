using System.Diagnostics;
using DavidBert.Serving.Models;

namespace DavidBert.Serving.Answering;

/// <summary>What is answered in one run: texts of one model, as many as wait and fit.</summary>
internal sealed class MicroBatch(int size)
{
    private readonly List<PendingTexts> members = [];
    private readonly List<string> texts = new(size);

    public IReadOnlyList<PendingTexts> Members => members;

    public IReadOnlyList<string> Texts => texts;

    /// <summary>The most words that a member asks for; the others get the first of them.</summary>
    public int TopK { get; private set; }

    public ServedModel Model => members[0].Model;

    /// <summary>Begins a new one.</summary>
    public void Clear()
    {
        members.Clear();
        texts.Clear();
        TopK = 1;
    }

    /// <summary>Takes what waits of one client, in its order. Whoever was cancelled meanwhile costs nothing.</summary>
    /// <param name="queue">What waits.</param>
    /// <param name="share">The most texts to take; the first member is taken whatever it has.</param>
    public void Take(Queue<PendingTexts> queue, int share)
    {
        for (var taken = 0; queue.TryPeek(out var next) && Fits(next, taken, share); queue.Dequeue())
        {
            if (next.Cancellation.IsCancellationRequested)
            {
                next.Cancel();
                continue;
            }

            taken += next.Texts.Count;
            members.Add(next);
            texts.AddRange(next.Texts);
            TopK = Math.Max(TopK, next.TopK);
        }
    }

    private bool Fits(PendingTexts next, int taken, int share) =>
        members.Count == 0
        || (texts.Count + next.Texts.Count <= size
            && (taken == 0 || taken + next.Texts.Count <= share)
            && ReferenceEquals(next.Model, Model));
}

/// <summary>Texts that wait for their turn, and whoever waits for their answers.</summary>
internal sealed class PendingTexts(
    ServedModel model, ArraySegment<string> texts, int topK, string client, CancellationToken cancellation)
{
    private readonly TaskCompletionSource<IReadOnlyList<Answer>> answers = new(
        TaskCreationOptions.RunContinuationsAsynchronously);

    public ServedModel Model => model;

    public ArraySegment<string> Texts => texts;

    public int TopK => topK;

    public string Client => client;

    public CancellationToken Cancellation => cancellation;

    /// <summary>When it began to wait, as <see cref="Stopwatch.GetTimestamp"/> counts.</summary>
    public long Since { get; } = Stopwatch.GetTimestamp();

    /// <summary>The span of the request that waits; default where it is not traced.</summary>
    public ActivityContext Request { get; } = Activity.Current?.Context ?? default;

    public Task<IReadOnlyList<Answer>> Answers => answers.Task;

    public void Complete(IReadOnlyList<Answer> found) => answers.TrySetResult(found);

    public void Fail(Exception e) => answers.TrySetException(e);

    public void Cancel() => answers.TrySetCanceled(cancellation);
}

/// <summary>A token that is cancelled when the last member of a batch is.</summary>
internal sealed class BatchCancellation : IDisposable
{
    private readonly CancellationTokenSource nobody = new();
    private readonly CancellationTokenRegistration[] registrations;
    private int left;

    public BatchCancellation(IReadOnlyList<PendingTexts> members)
    {
        left = members.Count;
        registrations = new CancellationTokenRegistration[members.Count];
        for (var i = 0; i < registrations.Length; i++)
        {
            registrations[i] = members[i].Cancellation.UnsafeRegister(
                static self => ((BatchCancellation)self!).Leave(), this);
        }
    }

    public CancellationToken Token => nobody.Token;

    public void Dispose()
    {
        foreach (var registration in registrations)
        {
            registration.Dispose();
        }

        nobody.Dispose();
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref left) == 0)
        {
            nobody.Cancel();
        }
    }
}
