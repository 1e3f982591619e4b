using System.Diagnostics;
using DavidBert.Serving.Configuration;
using DavidBert.Serving.Models;
using DavidBert.Serving.Telemetry;

namespace DavidBert.Serving.Answering;

/// <summary>
/// Answers requests together: what arrives while the model runs is answered by its next run. A lone request waits for
/// nothing. Clients take turns, so that who asks for one phrase does not wait behind who asks for a thousand. An answer
/// does not depend on its company (the model's scales are static), so nobody sees the difference.
/// </summary>
internal sealed class MicroBatcher : IAsyncDisposable
{
    private readonly BatchingOptions options;
    private readonly ServiceMetrics metrics;
    private readonly Admission admission;
    private readonly FairQueue queue;
    private readonly MicroBatch batch;
    private readonly Task running;

    /// <summary>Starts to answer.</summary>
    public MicroBatcher(BatchingOptions options, ServiceMetrics metrics)
    {
        (this.options, this.metrics) = (options, metrics);
        admission = new Admission(options.Queue);
        queue = new FairQueue(options.Size);
        batch = new MicroBatch(options.Size);
        // A thread of its own: the model's run would take one of the pool's few, which read requests and refuse them.
        running = Task.Factory.StartNew(
            Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Requests that wait or are being answered.</summary>
    internal int InFlight => admission.InFlight;

    /// <summary>Whether one more request of a client would be refused now.</summary>
    public bool IsFull(string client) => admission.IsFull(client);

    /// <summary>Answers texts, in their order.</summary>
    /// <param name="model">What answers; its lease is held by the caller until the task ends.</param>
    /// <param name="texts">The texts, at least one.</param>
    /// <param name="topK">How many words to give for each, 1 to <see cref="Predictor.MaxTopK"/>.</param>
    /// <param name="client">Who asks.</param>
    /// <param name="cancellation">Takes the texts out of the queue, or ends a run that nobody else waits for.</param>
    /// <exception cref="QueueFullException">Too many requests are in flight.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    /// <exception cref="Bundles.BundleException">The model fails.</exception>
    public async Task<IReadOnlyList<Answer>> AnswerAsync(
        ServedModel model, string[] texts, int topK, string client, CancellationToken cancellation)
    {
        admission.Enter(client);
        try
        {
            var pending = new PendingTexts(model, texts, topK, client, cancellation);
            return queue.TryAdd(pending)
                ? await pending.Answers
                : throw new ObjectDisposedException(nameof(MicroBatcher), "The service is stopping.");
        }
        finally
        {
            admission.Leave(client);
        }
    }

    /// <summary>Takes in no more, and ends when what waits is answered.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.Complete();
        await running;
        batch.Dispose();
    }

    private void Run()
    {
        while (queue.Take(batch))
        {
            if (batch.Members.Count > 0)
            {
                Answer();
            }
        }
    }

    private void Answer()
    {
        var start = Stopwatch.GetTimestamp();
        foreach (var (request, _) in batch.Members.Where(member => member.Request.IsNew))
        {
            metrics.Waited(Stopwatch.GetElapsedTime(request.Since, start));
        }

        try
        {
            using var span = ServiceTrace.StartInference(
                batch.Texts.Count, batch.Members.Select(member => member.Request.Request));
            var answers = batch.Model.Predictor.PredictBatch(batch.Texts, batch.TopK, batch.Cancellation);
            metrics.Ran(batch.Texts.Count, Stopwatch.GetElapsedTime(start));
            Deliver(answers);
        }
        catch (OperationCanceledException)
        {
            // Nobody waits any more, or others come first: the queue knows.
        }
        catch (Exception e) // whatever it was, those who wait hear of it and the next batch comes
        {
            foreach (var (request, _) in batch.Members)
            {
                request.Fail(e);
            }
        }
    }

    private void Deliver(IReadOnlyList<Answer> answers)
    {
        var first = 0;
        foreach (var (request, texts) in batch.Members)
        {
            request.Take(answers.Skip(first).Take(texts.Count));
            first += texts.Count;
        }
    }
}
