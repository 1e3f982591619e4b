using DavidBert.Training.Data;
using DavidBert.Training.Learning;
using TorchSharp;

namespace DavidBert.Training.Tests.Learning;

/// <summary>
/// TorchSharp frees from a finalizer what nobody disposes of. A finalizer may run while native code still reads the
/// memory, so neither model nor trainer may leave it anything.
/// </summary>
public sealed class FinalizerTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("davidbert-finalizers-");

    [Fact]
    public void Run_FurtherSteps_CreateNoTensorOutsideADisposeScope()
    {
        var few = CreatedOutsideScopes(epochs: 2);
        var many = CreatedOutsideScopes(epochs: 40);

        Assert.Equal(few, many);
    }

    private long CreatedOutsideScopes(int epochs)
    {
        var options = new TrainingOptions
        {
            Epochs = epochs,
            QuantizationEpochs = epochs,
            BatchSize = 4,
            MaxLength = 16,
            CheckpointEvery = 1_000,
            Augmentation = AugmentationOptions.None,
        };
        var statistics = DisposeScopeManager.Statistics.TensorStatistics;
        var before = statistics.CreatedOutsideScopeCount;
        using var observer = new RecordingObserver();
        using var model = new TinyTraining(Path.Combine(folder.FullName, $"{epochs}"), options)
            .Run(observer, TestContext.Current.CancellationToken);
        return statistics.CreatedOutsideScopeCount - before;
    }

    public void Dispose() => folder.Delete(recursive: true);
}
