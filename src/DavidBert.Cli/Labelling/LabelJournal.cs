using DavidBert.Labelling;

namespace DavidBert.Cli.Labelling;

/// <summary>How far a labelled file has come; it lies beside the partial file.</summary>
/// <param name="Job">What is labelled, with what: see <see cref="JobIdentity"/>.</param>
/// <param name="Written">The bytes of the partial file that count.</param>
/// <param name="Checkpoint">The record that follows, and what became of those before.</param>
/// <param name="IsDone">Whether all records were labelled, so that only the file's name is missing.</param>
internal sealed record LabelJournal(string Job, long Written, LabelCheckpoint Checkpoint, bool IsDone);
