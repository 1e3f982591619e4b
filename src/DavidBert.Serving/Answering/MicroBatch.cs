using DavidBert.Serving.Models;

namespace DavidBert.Serving.Answering;

/// <summary>
/// What is answered in one run: texts of one model. Requests that one turn answers share a run; a longer one shares
/// none, so that its company does not wait for it.
/// </summary>
internal sealed class MicroBatch(int size) : IDisposable
{
    private readonly List<TextSlice> members = [];
    private readonly List<string> texts = new(size);
    private Turn turn = Turn.Shared;
    private BatchCancellation? interest;

    public IReadOnlyList<TextSlice> Members => members;

    public IReadOnlyList<string> Texts => texts;

    /// <summary>The most words that a member asks for; the others get the first of them.</summary>
    public int TopK { get; private set; }

    public ServedModel Model => members[0].Request.Model;

    /// <summary>Whether another client that comes would wait for more than a turn.</summary>
    public bool IsLarge => turn != Turn.Shared && Turn.Shared.CountOf(texts.ToArray()) < texts.Count;

    /// <summary>Is cancelled when the last member is, or when the run is broken off.</summary>
    public CancellationToken Cancellation => interest!.Token;

    /// <summary>Begins a new one.</summary>
    /// <param name="ofClient">How much each client gets of it.</param>
    public void Begin(Turn ofClient)
    {
        interest?.Dispose();
        interest = null;
        members.Clear();
        texts.Clear();
        (turn, TopK) = (ofClient, 1);
    }

    /// <summary>Gives a client its turn, if there is room for it.</summary>
    /// <param name="own">The requests of the client that wait, in their order.</param>
    /// <returns>Whether it had one.</returns>
    public bool Take(IEnumerable<PendingTexts> own)
    {
        var (left, characters, taken) = (turn.Texts, turn.Characters, false);
        foreach (var request in own.Where(request => !request.HasEnded()))
        {
            if (!IsCompany(request))
            {
                break;
            }

            var count = taken ? Turn.CountIn(request.Rest, left, characters) : turn.CountOf(request.Rest);
            count = Math.Min(count, size - texts.Count);
            if (count == 0)
            {
                break;
            }

            var slice = new TextSlice(request, request.Rest[..count]);
            members.Add(slice);
            texts.AddRange(slice.Texts);
            TopK = Math.Max(TopK, request.TopK);
            left -= count;
            characters -= slice.Texts.Sum(FairQueue.LengthOf);
            taken = true;
            if (count < request.Rest.Count)
            {
                break;
            }
        }

        return taken;
    }

    /// <summary>Ends the filling.</summary>
    public void Complete() => interest = new BatchCancellation(members);

    /// <summary>Ends the run; its texts are as if they had not been taken.</summary>
    public void BreakOff() => interest!.Cancel();

    public void Dispose() => interest?.Dispose();

    private bool IsCompany(PendingTexts request) =>
        members.Count == 0
        || (ReferenceEquals(request.Model, Model)
            && (turn != Turn.Shared || (!request.IsLong && !members[0].Request.IsLong)));
}

/// <summary>The texts of a request that one run answers.</summary>
internal readonly record struct TextSlice(PendingTexts Request, ArraySegment<string> Texts);

/// <summary>A token that is cancelled when the last member of a batch is.</summary>
internal sealed class BatchCancellation : IDisposable
{
    private readonly CancellationTokenSource nobody = new();
    private readonly CancellationTokenRegistration[] registrations;
    private int left;

    public BatchCancellation(IReadOnlyList<TextSlice> members)
    {
        left = members.Count;
        registrations = new CancellationTokenRegistration[members.Count];
        for (var i = 0; i < registrations.Length; i++)
        {
            registrations[i] = members[i].Request.Cancellation.UnsafeRegister(
                static self => ((BatchCancellation)self!).Leave(), this);
        }
    }

    public CancellationToken Token => nobody.Token;

    /// <summary>Cancels it at once.</summary>
    public void Cancel() => nobody.Cancel();

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
