using Microsoft.ML.OnnxRuntime;

namespace DavidBert.Graphs;

/// <summary>A session, and the weights that it reads.</summary>
internal sealed record LoadedGraph(InferenceSession Session, IReadOnlyList<IDisposable> Weights) : IDisposable
{
    /// <summary>Ends the session, then frees its weights.</summary>
    public void Dispose()
    {
        Session.Dispose();
        foreach (var weight in Weights)
        {
            weight.Dispose();
        }
    }
}
