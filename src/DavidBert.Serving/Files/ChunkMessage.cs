using DavidBert.Labelling;

namespace DavidBert.Serving.Files;

/// <summary>A task of the queue: to label a chunk, or to cut a large file from <see cref="From"/> on.</summary>
/// <param name="Name">The input's name.</param>
/// <param name="Version">The input's tag.</param>
/// <param name="Job">The job's id, which holds for one version of the model.</param>
/// <param name="Chunk">The chunk; null to cut.</param>
/// <param name="From">Where to go on with cutting; null to label.</param>
/// <param name="Planned">When it was cut.</param>
/// <param name="Deferred">How often it was left to instances that have the job's model.</param>
internal sealed record ChunkMessage(
    string Name, string Version, string Job, TableChunk? Chunk, ChunkStart? From, DateTimeOffset Planned, int Deferred = 0)
{
    private const int MostDeferred = 20;

    /// <summary>
    /// Whether an instance whose model is another one leaves this to others for a while: it does where its model was loaded before
    /// the file was cut, as it may be about to load the newer one.
    /// </summary>
    public bool IsLeftBy(DateTimeOffset modelLoadedAt) => modelLoadedAt < Planned && Deferred < MostDeferred;
}
