using System.Diagnostics;
using DavidBert.Serving.Models;

namespace DavidBert.Serving.Answering;

/// <summary>Texts that wait for their turn, and whoever waits for their answers.</summary>
internal sealed class PendingTexts(ServedModel model, ArraySegment<string> texts, int top_k, CancellationToken cancellation)
{
    private readonly TaskCompletionSource<IReadOnlyList<Answer>> answers = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ServedModel Model => model;

    public ArraySegment<string> Texts => texts;

    public int TopK => top_k;

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
