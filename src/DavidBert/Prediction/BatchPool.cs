namespace DavidBert.Prediction;

/// <summary>Batches that wait for their next run; no more are kept than the machine has cores. Thread-safe.</summary>
internal sealed class BatchPool
{
    private readonly PhraseBatch?[] idle = new PhraseBatch?[Environment.ProcessorCount];
    private readonly int vocabulary;

    /// <summary>A pool of batches for models of |V| = <paramref name="vocabulary"/>.</summary>
    public BatchPool(int vocabulary) => this.vocabulary = vocabulary;

    /// <summary>A batch that nobody else has.</summary>
    public PhraseBatch Take()
    {
        for (var i = 0; i < idle.Length; i++)
        {
            if (Interlocked.Exchange(ref idle[i], null) is { } batch)
            {
                return batch;
            }
        }

        return new PhraseBatch(vocabulary);
    }

    /// <summary>Gives back a batch that no run uses any more.</summary>
    public void Return(PhraseBatch batch)
    {
        for (var i = 0; i < idle.Length; i++)
        {
            if (Interlocked.CompareExchange(ref idle[i], batch, null) is null)
            {
                return;
            }
        }
    }
}
