namespace DavidBert.Training.Checkpoints;

/// <summary>How a checkpoint's tensors met those that a model asked for. Names are without the <c>bert.</c> prefix.</summary>
/// <param name="Missing">Asked for but not in the checkpoint (a pooler, a head); the model keeps its fresh values. Ordinal order.</param>
/// <param name="LeftOver">In the checkpoint but not asked for (the <c>cls.</c> head). Ordinal order.</param>
public sealed record CheckpointReport(IReadOnlyList<string> Missing, IReadOnlyList<string> LeftOver);
