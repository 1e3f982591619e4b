using DavidBert.Training.Data;
using DavidBert.Training.Learning;
using DavidBert.Training.Modeling;

namespace DavidBert.Training.Tests.Learning;

public sealed class TrainerTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("davidbert-trainer-");

    private static TrainingOptions Options => new()
    {
        Epochs = 8,
        QuantizationEpochs = 0,
        BatchSize = 4,
        EncoderRate = 2e-3,
        HeadRate = 1e-2,
        MaxLength = 16,
        Augmentation = AugmentationOptions.None,
    };

    [Theory]
    [InlineData(Pooling.FirstToken, HeadKind.Tied)]
    [InlineData(Pooling.Mean, HeadKind.Linear)]
    [InlineData(Pooling.Pooler, HeadKind.Tied)]
    public void Run_FourPhrases_AreLearnedByHeart(Pooling pooling, HeadKind head)
    {
        using var observer = new RecordingObserver();
        using var model = Train(Options with { Pooling = pooling, Head = head }, observer);
        Assert.Equal(1, observer.Epochs[^1].DevAccuracy);
        Assert.True(observer.Epochs[^1].TrainLoss < observer.Epochs[0].TrainLoss / 10);
    }

    [Fact]
    public void Run_WithQuantizationSimulated_StillKnowsTheFourPhrases()
    {
        using var observer = new RecordingObserver();
        using var model = Train(
            Options with { QuantizationEpochs = 4, QuantizationEncoderRate = 1e-3, QuantizationHeadRate = 1e-2 }, observer);
        Assert.Equal(1, observer.Epochs[^1].DevAccuracy);
        Assert.Equal((4 * 2) + 2, model.Quantization.Ranges.Count);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(17)]
    public void Run_CancelledAndResumed_EqualsAnUnbrokenRun(int cancelAfter)
    {
        var options = Options with
        {
            Epochs = 6, QuantizationEpochs = 4, BatchSize = 2, CheckpointEvery = 1, Augmentation = new AugmentationOptions(),
        };
        using var unbrokenObserver = new RecordingObserver();
        using var unbroken = Train(options, unbrokenObserver, "unbroken", repeats: 1);

        using var first = new RecordingObserver(cancelAfter);
        Assert.ThrowsAny<OperationCanceledException>(() => Train(options, first, "broken", repeats: 1));
        using var second = new RecordingObserver();
        using var resumed = Train(options, second, "broken", repeats: 1);

        Assert.Equal(unbrokenObserver.Steps, [.. first.Steps, .. second.Steps]);
        var expected = ParameterExchange.Read(unbroken);
        foreach (var (name, tensor) in ParameterExchange.Read(resumed))
        {
            Assert.Equal(expected[name].Values, tensor.Values);
        }
    }

    [Fact]
    public void Run_CheckpointOfOtherOptions_IsRefused()
    {
        var path = Path.Combine(folder.FullName, "checkpoint");
        using var model = Train(Options with { Epochs = 1 }, new RecordingObserver());
        var other = new TrainingCheckpoint(path, "another training");
        var error = Assert.Throws<InvalidDataException>(() => other.Restore(model));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_NoBetterForTheirPatience_StopsEarlyWithTheBestWeights()
    {
        using var observer = new RecordingObserver();
        using var model = Train(Options with { Epochs = 100, Patience = 3 }, observer);
        Assert.True(observer.Epochs.Count < 100);
        Assert.Equal(observer.Epochs.Max(e => e.DevAccuracy), observer.Epochs[^4].DevAccuracy);
    }

    public void Dispose() => folder.Delete(recursive: true);

    private WordModel Train(TrainingOptions options, RecordingObserver observer, string name = "", int repeats = 16) =>
        new TinyTraining(Path.Combine(folder.FullName, name), options, repeats).Run(observer, observer.Cancellation);
}
