namespace DavidBert.Serving.Answering;

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
