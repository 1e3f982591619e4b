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
internal sealed class MicroBatcher : IAsyncDisposable
{
    private readonly BatchingOptions options;
    private readonly ServiceMetrics metrics;
    private readonly MicroBatch batch;
    private readonly Task running;

    // Unbounded in itself: every admitted request has at most one entry, and requests are counted before they are
    // admitted.
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
        batch = new MicroBatch(options.Size);
        // A thread of its own: the model's run would take one of the pool's few, which read requests and refuse them.
        running = Task.Factory.StartNew(
            Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Answers texts, in their order.</summary>
    /// <param name="model">What answers; its lease is held by the caller until the task ends.</param>
    /// <param name="texts">
    /// The texts; many are answered <see cref="BatchingOptions.Size"/> at a time, so that others get their batch.
    /// </param>
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
        await running;
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
            batch.Collect(queue.Reader);
            if (batch.Members.Count > 0)
            {
                Answer();
            }
        }
    }

    private void Answer()
    {
        var start = Stopwatch.GetTimestamp();
        foreach (var member in batch.Members)
        {
            metrics.Waited(Stopwatch.GetElapsedTime(member.Since, start));
        }

        try
        {
            using var span = ServiceTrace.StartInference(
                batch.Texts.Count, batch.Members.Select(member => member.Request));
            using var interest = new BatchCancellation(batch.Members);
            var answers = batch.Model.Predictor.PredictBatch(batch.Texts, batch.TopK, interest.Token);
            metrics.Ran(batch.Texts.Count, Stopwatch.GetElapsedTime(start));
            Deliver(answers);
        }
        catch (OperationCanceledException)
        {
            foreach (var member in batch.Members)
            {
                member.Cancel();
            }
        }
        catch (Exception e) // whatever it was, those who wait hear of it and the next batch comes
        {
            foreach (var member in batch.Members)
            {
                member.Fail(e);
            }
        }
    }

    private void Deliver(IReadOnlyList<Answer> answers)
    {
        var first = 0;
        foreach (var member in batch.Members)
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

/// <summary>More requests are in flight than <see cref="BatchingOptions.Queue"/> allows.</summary>
internal sealed class QueueFullException(int queue) : Exception($"{queue} requests are in flight already.");
