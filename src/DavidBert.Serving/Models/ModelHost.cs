namespace DavidBert.Serving.Models;

/// <summary>
/// The model that answers now. A new one takes its place between two requests: requests under way keep the model they began
/// with, and the old one is freed when the last of them ends.
/// </summary>
public sealed class ModelHost : IDisposable
{
    private volatile LeasedModel? current;
    private volatile ModelRefresh refresh = new(ModelRefreshOutcome.Pending, DateTimeOffset.MinValue);

    /// <summary>What the last attempt to load or to look for a newer version did.</summary>
    public ModelRefresh LastRefresh => refresh;

    /// <summary>The use of the model that answers now, to be disposed by the caller; null where none is loaded yet.</summary>
    public ModelLease? Acquire()
    {
        while (current is { } model)
        {
            if (model.TryAcquire() is { } lease)
            {
                return lease;
            }
        }

        return null;
    }

    /// <summary>Lets a model answer from the next request on. The host frees it when it is replaced.</summary>
    public void Swap(ServedModel next) => Interlocked.Exchange(ref current, new LeasedModel(next))?.Release();

    /// <summary>Notes what a refresh did.</summary>
    public void Note(ModelRefresh done) => refresh = done;

    /// <summary>Lets no request in any more; the model is freed when the last one ends.</summary>
    public void Dispose() => Interlocked.Exchange(ref current, null)?.Release();
}
