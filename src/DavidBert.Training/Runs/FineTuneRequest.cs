using DavidBert.Training.Learning;

namespace DavidBert.Training.Runs;

/// <summary>What a bundle is to be taught.</summary>
/// <param name="Bundle">The folder of the bundle to start from; it is left as it is.</param>
/// <param name="Pairs">The file of phrases and their words.</param>
/// <param name="Rehearsal">What the bundle was trained on, so that it does not forget; null where that is not at hand.</param>
/// <param name="Output">The folder of the new bundle.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Version">The version that it carries.</param>
/// <param name="Epochs">How often the rows are seen in float32, and half as often with int8 simulated; null for as it needs.</param>
/// <param name="Options">How it is trained; pooling, head, length and epochs are set otherwise.</param>
internal sealed record FineTuneRequest(
    string Bundle, string Pairs, string? Rehearsal, string Output, string Name, string Version, int? Epochs,
    TrainingOptions Options);
