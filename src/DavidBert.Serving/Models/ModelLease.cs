namespace DavidBert.Serving.Models;

/// <summary>The use of a model by one request: while it is held, the model stays in memory. Dispose it once.</summary>
public sealed class ModelLease : IDisposable
{
    private LeasedModel? owner;

    internal ModelLease(LeasedModel owner) => (this.owner, Model) = (owner, owner.Model);

    /// <summary>The model.</summary>
    public ServedModel Model { get; }

    /// <summary>Gives it back.</summary>
    public void Dispose() => Interlocked.Exchange(ref owner, null)?.Release();
}
