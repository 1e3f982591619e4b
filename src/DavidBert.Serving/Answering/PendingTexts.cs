using System.Diagnostics;
using DavidBert.Serving.Models;

namespace DavidBert.Serving.Answering;

/// <summary>A request whose texts wait for their turns, and whoever waits for its answers.</summary>
internal sealed class PendingTexts(
    ServedModel model, string[] texts, int topK, string client, CancellationToken cancellation)
{
    private readonly TaskCompletionSource<IReadOnlyList<Answer>> done = new(
        TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly Answer[] found = new Answer[texts.Length];
    private int answered;

    public ServedModel Model => model;

    /// <summary>The texts that are not answered yet.</summary>
    public ArraySegment<string> Rest => new(texts, answered, texts.Length - answered);

    public int TopK => topK;

    public string Client => client;

    /// <summary>Whether its first text still waits.</summary>
    public bool IsNew => answered == 0;

    /// <summary>Whether it is more than one turn answers where others wait too.</summary>
    public bool IsLong { get; } = Turn.Shared.CountOf(texts) < texts.Length;

    public CancellationToken Cancellation => cancellation;

    /// <summary>When it began to wait, as <see cref="Stopwatch.GetTimestamp"/> counts.</summary>
    public long Since { get; } = Stopwatch.GetTimestamp();

    /// <summary>The span of the request that waits; default where it is not traced.</summary>
    public ActivityContext Request { get; } = Activity.Current?.Context ?? default;

    public Task<IReadOnlyList<Answer>> Answers => done.Task;

    /// <summary>Whether nobody waits any more.</summary>
    public bool HasEnded()
    {
        if (cancellation.IsCancellationRequested)
        {
            done.TrySetCanceled(cancellation);
        }

        return done.Task.IsCompleted;
    }

    /// <summary>Takes the answers to the first of its texts that wait.</summary>
    public void Take(IEnumerable<Answer> answers)
    {
        foreach (var answer in answers)
        {
            found[answered++] = answer.Shortened(topK);
        }

        if (answered == found.Length)
        {
            done.TrySetResult(found);
        }
    }

    public void Fail(Exception e) => done.TrySetException(e);
}
