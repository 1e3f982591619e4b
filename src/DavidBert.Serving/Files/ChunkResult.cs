using DavidBert.Labelling;

namespace DavidBert.Serving.Files;

/// <summary>What became of a chunk.</summary>
/// <param name="Block">The staged block of its output.</param>
/// <param name="Bytes">The bytes of its output; of an empty one no block is staged.</param>
/// <param name="Report">The report of its rows.</param>
internal sealed record ChunkResult(string Block, long Bytes, LabelReport Report);
