namespace DavidBert.Serving.Models;

/// <summary>Counts who uses a model; the last one to leave, the host included, frees it.</summary>
internal sealed class LeasedModel(ServedModel model)
{
    private readonly Lock gate = new();
    private int users = 1;

    public ServedModel Model => model;

    /// <summary>A lease, or null where the model was freed.</summary>
    public ModelLease? TryAcquire()
    {
        lock (gate)
        {
            if (users == 0)
            {
                return null;
            }

            users++;
            return new ModelLease(this);
        }
    }

    public void Release()
    {
        lock (gate)
        {
            users--;
            if (users > 0)
            {
                return;
            }
        }

        model.Predictor.Dispose();
    }
}
