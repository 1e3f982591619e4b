using System.Threading.Channels;
using DavidBert.Serving.Models;

namespace DavidBert.Serving.Answering;

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
