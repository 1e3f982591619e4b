using DavidBert.Training.Learning;

namespace DavidBert.Training.Runs;

/// <summary>What to train.</summary>
/// <param name="Name">The name of the model.</param>
/// <param name="DataPath">The file of phrases and their words.</param>
/// <param name="BasePath">The folder of the base checkpoint.</param>
/// <param name="Base">What the base is called.</param>
/// <param name="Output">The folder of the run.</param>
/// <param name="AllRows">Whether dev, test and final rows are learned too, and nothing is left to measure.</param>
/// <param name="Options">The settings.</param>
internal sealed record RunRequest(
    string Name, string DataPath, string BasePath, BaseInfo Base, RunFolder Output, bool AllRows, TrainingOptions Options);
