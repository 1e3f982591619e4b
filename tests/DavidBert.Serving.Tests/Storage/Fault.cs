namespace DavidBert.Serving.Tests.Storage;

/// <summary>A rule of a proxy: what happens to which requests, and how often.</summary>
internal sealed class Fault(FaultKind kind, Func<ProxiedRequest, bool> matches, int times)
{
    private readonly TaskCompletionSource met = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int left = times;

    public FaultKind Kind => kind;

    /// <summary>Ends when the first request is met.</summary>
    public Task Met => met.Task.WaitAsync(TestContext.Current.CancellationToken);

    public Task Released => released.Task;

    /// <summary>Lets requests that are held go on, and meets no further one.</summary>
    public void Release()
    {
        Interlocked.Exchange(ref left, 0);
        released.TrySetResult();
    }

    public bool Meets(ProxiedRequest request)
    {
        if (Volatile.Read(ref left) <= 0 || !matches(request) || Interlocked.Decrement(ref left) < 0)
        {
            return false;
        }

        met.TrySetResult();
        return true;
    }
}
