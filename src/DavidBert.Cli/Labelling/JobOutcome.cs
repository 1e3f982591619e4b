using DavidBert.Labelling;

namespace DavidBert.Cli.Labelling;

/// <summary>How a job ended.</summary>
/// <param name="Report">What became of the rows.</param>
/// <param name="IsNew">Whether they were labelled now; false where the output was there already.</param>
internal sealed record JobOutcome(LabelReport Report, bool IsNew);
