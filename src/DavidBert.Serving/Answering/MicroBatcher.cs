using System.Diagnostics;
using System.Threading.Channels;
using DavidBert.Serving.Configuration;
using DavidBert.Serving.Models;
using DavidBert.Serving.Telemetry;

namespace DavidBert.Serving.Answering;

/// <summary>
/// Answers requests together: what arrives while the model runs is answered by its next run. A lone request waits for
/// nothing. An answer does not depend on its company (the model's scales are static), so nobody sees the difference.
/// </summary>
public sealed class MicroBatcher : IAsyncDisposable
{
    private readonly BatchingOptions options;
    private readonly ServiceMetrics metrics;
    private readonly Turn turn;
    private readonly Task turns;

    // Unbounded in itself: every admitted request has at most one entry, and requests are counted before they are admitted.
    private readonly Channel<PendingTexts> queue =
        Channel.CreateUnbounded<PendingTexts>(new UnboundedChannelOptions { SingleReader = true });

    private int inFlight;

    /// <summary>Whether one more request would be refused now.</summary>
    public bool IsFull => InFlight >= options.Queue;

    /// <summary>Requests that wait or are being answered.</summary>
    internal int InFlight => Volatile.Read(ref inFlight);

    /// <summary>Starts to answer.</summary>
    public MicroBatcher(BatchingOptions options, ServiceMetrics metrics)
    {
        (this.options, this.metrics) = (options, metrics);
        turn = new Turn(options.Size);
        // A thread of its own: the model's run would take one of the pool's few, which read requests and refuse them.
        turns = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Answers texts, in their order.</summary>
    /// <param name="model">What answers; its lease is held by the caller until the task ends.</param>
    /// <param name="texts">The texts; many are answered <see cref="BatchingOptions.Size"/> at a time, so that others get their turn.</param>
    /// <param name="topK">How many words to give for each, 1 to <see cref="Predictor.MaxTopK"/>.</param>
    /// <param name="cancellation">Takes the texts out of the queue, or ends a run that nobody else waits for.</param>
    /// <exception cref="QueueFullException">Too many requests are in flight.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    /// <exception cref="Bundles.BundleException">The model fails.</exception>
    public async Task<IReadOnlyList<Answer>> AnswerAsync(
        ServedModel model, string[] texts, int topK, CancellationToken cancellation)
    {
        Admit();
        try
        {
            if (texts.Length <= options.Size)
            {
                return await WaitAsync(model, texts, topK, cancellation);
            }

            var answers = new List<Answer>(texts.Length);
            for (var first = 0; first < texts.Length; first += options.Size)
            {
                var part = new ArraySegment<string>(texts, first, Math.Min(options.Size, texts.Length - first));
                answers.AddRange(await WaitAsync(model, part, topK, cancellation));
            }

            return answers;
        }
        finally
        {
            Interlocked.Decrement(ref inFlight);
        }
    }

    /// <summary>Takes in no more, and ends when what waits is answered.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await turns;
    }

    private void Admit()
    {
        if (Interlocked.Increment(ref inFlight) > options.Queue)
        {
            Interlocked.Decrement(ref inFlight);
            throw new QueueFullException(options.Queue);
        }
    }

    private Task<IReadOnlyList<Answer>> WaitAsync(
        ServedModel model, ArraySegment<string> texts, int topK, CancellationToken cancellation)
    {
        var pending = new PendingTexts(model, texts, topK, cancellation);
        return queue.Writer.TryWrite(pending)
            ? pending.Answers
            : throw new ObjectDisposedException(nameof(MicroBatcher), "The service is stopping.");
    }

    private void Run()
    {
        while (queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            turn.Collect(queue.Reader);
            if (turn.Members.Count > 0)
            {
                Answer();
            }
        }
    }

    private void Answer()
    {
        var start = Stopwatch.GetTimestamp();
        foreach (var member in turn.Members)
        {
            metrics.Waited(Stopwatch.GetElapsedTime(member.Since, start));
        }

        try
        {
            using var span = ServiceTrace.StartInference(turn.Texts.Count, turn.Members.Select(member => member.Request));
            using var interest = new SharedInterest(turn.Members);
            var answers = turn.Model.Predictor.PredictBatch(turn.Texts, turn.TopK, interest.Token);
            metrics.Ran(turn.Texts.Count, Stopwatch.GetElapsedTime(start));
            Deliver(answers);
        }
        catch (OperationCanceledException)
        {
            foreach (var member in turn.Members)
            {
                member.Cancel();
            }
        }
        catch (Exception e) // whatever it was, those who wait hear of it and the next turn comes
        {
            foreach (var member in turn.Members)
            {
                member.Fail(e);
            }
        }
    }

    private void Deliver(IReadOnlyList<Answer> answers)
    {
        var first = 0;
        foreach (var member in turn.Members)
        {
            var own = new Answer[member.Texts.Count];
            for (var i = 0; i < own.Length; i++)
            {
                own[i] = answers[first + i].Shortened(member.TopK);
            }

            first += own.Length;
            member.Complete(own);
        }
    }
}

/// <summary>Texts that wait for their turn, and whoever waits for their answers.</summary>
internal sealed class PendingTexts(ServedModel model, ArraySegment<string> texts, int topK, CancellationToken cancellation)
{
    private readonly TaskCompletionSource<IReadOnlyList<Answer>> answers = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ServedModel Model => model;

    public ArraySegment<string> Texts => texts;

    public int TopK => topK;

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

/// <summary>More requests are in flight than <see cref="BatchingOptions.Queue"/> allows.</summary>
public sealed class QueueFullException(int queue) : Exception($"{queue} requests are in flight already.");

/// <summary>A token that is cancelled when the last of a turn's members is.</summary>
internal sealed class SharedInterest : IDisposable
{
    private readonly CancellationTokenSource nobody = new();
    private readonly CancellationTokenRegistration[] registrations;
    private int left;

    public SharedInterest(IReadOnlyList<PendingTexts> members)
    {
        left = members.Count;
        registrations = new CancellationTokenRegistration[members.Count];
        for (var i = 0; i < registrations.Length; i++)
        {
            registrations[i] = members[i].Cancellation.UnsafeRegister(static self => ((SharedInterest)self!).Leave(), this);
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

/// <summary>What is answered in one run: texts of one model, as many as wait and fit.</summary>
internal sealed class Turn(int size)
{
    private readonly List<PendingTexts> members = [];
    private readonly List<string> texts = new(size);

    public IReadOnlyList<PendingTexts> Members => members;

    public IReadOnlyList<string> Texts => texts;

    /// <summary>The most words that a member asks for; the others get the first of them.</summary>
    public int TopK { get; private set; }

    public ServedModel Model => members[0].Model;

    /// <summary>Takes what waits, in its order. Whoever was cancelled meanwhile costs nothing.</summary>
    public void Collect(ChannelReader<PendingTexts> queue)
    {
        members.Clear();
        texts.Clear();
        TopK = 1;
        while (queue.TryPeek(out var next) && Fits(next) && queue.TryRead(out next))
        {
            if (next.Cancellation.IsCancellationRequested)
            {
                next.Cancel();
                continue;
            }

            members.Add(next);
            texts.AddRange(next.Texts);
            TopK = Math.Max(TopK, next.TopK);
        }
    }

    private bool Fits(PendingTexts next) =>
        members.Count == 0 || (texts.Count + next.Texts.Count <= size && ReferenceEquals(next.Model, Model));
}
