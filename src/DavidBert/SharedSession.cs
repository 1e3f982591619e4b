using DavidBert.Graphs;
using Microsoft.ML.OnnxRuntime;

namespace DavidBert;

/// <summary>
/// A session that calls share. ONNX Runtime does not survive a session closed under a run: here the last call under way
/// closes it.
/// </summary>
internal sealed class SharedSession : IDisposable
{
    private readonly LoadedGraph graph;
    private readonly IDisposable? glossary;
    private int users = 1;
    private int disposed;

    /// <summary>Takes over the session, and the glossary that is read along with it.</summary>
    public SharedSession(LoadedGraph graph, IDisposable? glossary) =>
        (this.graph, this.glossary) = (graph, glossary);

    /// <summary>The options of a run that cannot be cancelled.</summary>
    public RunOptions Unending { get; } = new();

    /// <summary>The session, open until <see cref="Leave"/>.</summary>
    /// <exception cref="ObjectDisposedException">It was disposed.</exception>
    public InferenceSession Enter()
    {
        for (var seen = Volatile.Read(ref users); ;)
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref disposed) != 0, typeof(Predictor));
            var found = Interlocked.CompareExchange(ref users, seen + 1, seen);
            if (found == seen)
            {
                return graph.Session;
            }

            seen = found;
        }
    }

    /// <summary>Ends what <see cref="Enter"/> began.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref users) == 0)
        {
            graph.Dispose();
            glossary?.Dispose();
            Unending.Dispose();
        }
    }

    /// <summary>Lets no call in any more, and closes the session once the calls under way have ended.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 0)
        {
            Leave();
        }
    }
}
