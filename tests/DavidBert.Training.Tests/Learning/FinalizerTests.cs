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
    private const int Epochs = 1_200;
    private const int QuantizationEpochs = 300;
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("davidbert-finalizers-");

    private static TrainingOptions Options => new()
    {
        Epochs = Epochs,
        QuantizationEpochs = QuantizationEpochs,
        BatchSize = 4,
        MaxLength = 16,
        CheckpointEvery = 1_000,
        Augmentation = AugmentationOptions.None,
    };

    [Fact]
    public void Run_ThousandsOfStepsUnderConstantCollection_EndsAsWithoutIt()
    {
        using var stopped = new CancellationTokenSource();
        var collector = new Thread(() =>
        {
            while (!stopped.IsCancellationRequested)
            {
                GC.Collect(0);
                Thread.Yield();
            }
        });
        collector.Start();
        try
        {
            using var observer = new RecordingObserver();
            using var model = new TinyTraining(folder.FullName, Options).Run(
                observer,
                TestContext.Current.CancellationToken);
            Assert.Equal(Epochs + QuantizationEpochs, observer.Steps.Count);
            Assert.All(observer.Steps, step => Assert.True(double.IsFinite(step.Loss)));
        }
        finally
        {
            stopped.Cancel();
            collector.Join();
        }
    }

    [Fact]
    public void Run_FurtherSteps_CreateNoTensorOutsideADisposeScope()
    {
        var few = CreatedOutsideScopes(epochs: 2);
        var many = CreatedOutsideScopes(epochs: 40);

        Assert.Equal(few, many);
    }

    private long CreatedOutsideScopes(int epochs)
    {
        var options = Options with { Epochs = epochs, QuantizationEpochs = epochs };
        var statistics = DisposeScopeManager.Statistics.TensorStatistics;
        var before = statistics.CreatedOutsideScopeCount;
        using var observer = new RecordingObserver();
        using var model = new TinyTraining(Path.Combine(folder.FullName, $"{epochs}"), options)
            .Run(observer, TestContext.Current.CancellationToken);
        return statistics.CreatedOutsideScopeCount - before;
    }

    public void Dispose() => folder.Delete(recursive: true);
}
