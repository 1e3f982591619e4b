using DavidBert.Labelling;

namespace DavidBert.Serving.Files;

/// <summary>A task of the queue: to label a chunk, or to cut a large file from <see cref="From"/> on.</summary>
/// <param name="Name">The input's name.</param>
/// <param name="Version">The input's tag.</param>
/// <param name="Job">The job's id, which holds for one version of the model.</param>
/// <param name="Chunk">The chunk; null to cut.</param>
/// <param name="From">Where to go on with cutting; null to label.</param>
internal sealed record ChunkMessage(string Name, string Version, string Job, TableChunk? Chunk, ChunkStart? From);
