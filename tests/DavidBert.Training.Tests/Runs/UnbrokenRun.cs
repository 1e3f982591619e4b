using DavidBert.Training.Learning;
using DavidBert.Training.Runs;
using DavidBert.Training.Tests.Checkpoints;
using DavidBert.Training.Tests.Learning;

namespace DavidBert.Training.Tests.Runs;

/// <summary>A run from its beginning to its end, made once for the tests of a class.</summary>
public sealed class UnbrokenRun : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly RecordingObserver observer = new();
    private FineTuneResult? result;

    public void Dispose()
    {
        observer.Dispose();
        folder.Dispose();
    }

    /// <summary>Where it wrote, each of its steps and what came of it.</summary>
    internal (string Output, IReadOnlyList<StepProgress> Steps, FineTuneResult Result) Of(
        Func<string, RecordingObserver, FineTuneResult> run)
    {
        result ??= run(folder["out"], observer);
        return (folder["out"], observer.Steps, result);
    }
}
