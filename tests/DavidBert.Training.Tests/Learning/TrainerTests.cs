using DavidBert.Bundles;
using DavidBert.Glossaries;
using DavidBert.Tokenization;
using DavidBert.Training.Data;
using DavidBert.Training.Learning;
using DavidBert.Training.Modeling;
using DavidBert.Training.Quantization;

namespace DavidBert.Training.Tests.Learning;

public sealed class TrainerTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("davidbert-trainer-");

    private static TrainingOptions Options => new()
    {
        Epochs = 120,
        QuantizationEpochs = 0,
        BatchSize = 4,
        EncoderRate = 5e-3,
        HeadRate = 5e-3,
        FreezeEmbeddings = false,
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
            Options with { QuantizationEpochs = 20 }, observer);
        Assert.Equal(1, observer.Epochs[^1].DevAccuracy);
        Assert.Equal((4 * 2) + 2, model.Quantization.Ranges.Count);
    }

    [Fact]
    public void Run_FewAnswersDistilledFromTheFloatModel_KeepsTheBestEpochOfEachPhase()
    {
        var options = Options with
        {
            Head = HeadKind.Answers,
            Epochs = 60,
            QuantizationEpochs = 4,
            Distillation = 0.5,
            KeepBest = true,
        };
        using var observer = new RecordingObserver();
        using var model = Train(options, observer, "few");

        Assert.Equal(64, observer.Epochs.Count);
        Assert.Equal(1, observer.Epochs.Max(epoch => epoch.DevAccuracy));
    }

    [Fact]
    public void Run_WithUnanswerableLines_KnowsThePhrasesAndIsUnsureOfOthers()
    {
        var phrases = UnanswerableLines.Epoch(TinyTraining.FourPhrases, seed: 9, epoch: 999, count: 50).ToArray();
        using var observer = new RecordingObserver();
        using var sure = Train(Options, observer, "sure");
        using var unsure = Train(Options with { Unanswerable = 1 }, observer, "unsure");

        Assert.Equal(1, observer.Epochs[^1].DevAccuracy);
        Assert.True(MeanScore(unsure, phrases) < MeanScore(sure, phrases) - 0.2);
    }

    [Fact]
    public void Run_HeadAlone_LeavesTheEncoderAsItIs()
    {
        using var start = Train(Options with { Epochs = 0 }, new RecordingObserver(), "start");
        using var observer = new RecordingObserver();
        using var headOnly = Train(Options with { HeadEpochs = 3, Epochs = 0 }, observer, "head");

        var before = ParameterExchange.Read(start);
        var changed = ParameterExchange.Read(headOnly).Where(p => !p.Value.Values.SequenceEqual(before[p.Key].Values))
            .Select(p => p.Key);
        Assert.All(changed, name => Assert.StartsWith("cls.", name, StringComparison.Ordinal));
        Assert.NotEmpty(changed);
        Assert.True(observer.Steps[^1].Loss < observer.Steps[0].Loss);
    }

    [Fact]
    public void Run_WithTeaching_LearnsWhatTeachersSayAndNotTheLabels()
    {
        var smell = new Target([TinyTraining.IndexOf("smell")], [1]);
        var size = new Target([TinyTraining.IndexOf("size")], [1]);
        var teachers = new TeacherTargets([smell, smell, smell, smell], ["tiny"], [size]);
        using var observer = new RecordingObserver();
        using var model = Train(Options with { Distillation = 1 }, observer, "taught", teachers);

        var words = ModelRanking.Of(model, Encoder, ["fishy", "valuable", "large", "very chonky", "tiny"], 1)
            .Select(w => w[0].Word);
        Assert.Equal(["smell", "smell", "smell", "smell", "size"], words);
    }

    [Fact]
    public void Run_HeadOfAnswersWithDefinitions_LearnsWordsDefinitionsAndNothing()
    {
        var definitions = new DefinitionLookup(
            Tokenizer,
            new GlossaryTable(
                [KeyValuePair.Create("fishy", "of a fish"), KeyValuePair.Create("trout", "of a fish")]));
        using var observer = new RecordingObserver();
        var options = Options with { Head = HeadKind.Answers, Epochs = 40, Definitions = 0.5, NothingTimes = 2 };
        var output = Path.Combine(folder.FullName, "answers");
        using var model = new TinyTraining(output, options, teachers: null, definitions, "qwrtz", "hello")
            .Run(observer, observer.Cancellation);

        var encoder = new PhraseEncoder(Tokenizer, options.MaxLength, definitions);
        string[] phrases = ["fishy", "valuable", "large", "very chonky", "hello"];
        var words = ModelRanking.Of(model, encoder, phrases, 1).Select(w => w[0].Word);
        Assert.Equal(["smell", "value", "size", "size", AnswerVocabulary.NothingLine], words);
        Assert.Equal(4, model.Answers.Count);
        Assert.NotEqual(encoder.Encode("fishy").Ids.Length, encoder.Encode("fishy", withDefinition: false).Ids.Length);
    }

    [Fact]
    public void Run_Bfloat16Products_LearnsAlikeAndIsMeasuredInFloat32()
    {
        using var observer = new RecordingObserver();
        using var model = Train(Options with { Products = ProductPrecision.Bfloat16 }, observer, "bfloat16");

        string[] phrases = ["fishy", "valuable", "large", "very chonky"];
        var words = ModelRanking.Of(model, Encoder, phrases, 1).Select(w => w[0].Word);
        Assert.Equal(["smell", "value", "size", "size"], words);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(12)]
    [InlineData(17)]
    public void Run_CancelledAndResumed_EqualsAnUnbrokenRun(int step)
    {
        using var first = new RecordingObserver(cancelAfter: step);
        Assert.ThrowsAny<OperationCanceledException>(() => Train(Resumable, first, "broken"));
        using var second = new RecordingObserver();
        using var resumed = Train(Resumable, second, "broken");
        Assert.Equal(step, first.Steps.Count);
        AssertUnbroken([.. first.Steps, .. second.Steps], resumed);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(11)]
    [InlineData(18)]
    public void Run_KilledAndResumed_EqualsAnUnbrokenRun(int step)
    {
        using var first = new RecordingObserver(killAfter: step);
        Assert.Throws<TimeoutException>(() => Train(Resumable, first, "broken"));
        using var second = new RecordingObserver();
        using var resumed = Train(Resumable, second, "broken");
        AssertUnbroken([.. first.Steps.TakeWhile(s => s.Step < second.Steps[0].Step), .. second.Steps], resumed);
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
        using var model = Train(Options with { Epochs = 1000, Patience = 3 }, observer);
        Assert.True(observer.Epochs.Count < 1000);
        Assert.Equal(observer.Epochs.Max(e => e.DevAccuracy), observer.Epochs[^4].DevAccuracy);
    }

    public void Dispose() => folder.Delete(recursive: true);

    private static TrainingOptions Resumable => Options with
    {
        HeadEpochs = 2,
        Epochs = 4,
        QuantizationEpochs = 4,
        BatchSize = 2,
        CheckpointEvery = 4,
        Augmentation = new AugmentationOptions(),
    };

    private void AssertUnbroken(IReadOnlyList<StepProgress> steps, WordModel resumed)
    {
        using var observer = new RecordingObserver();
        using var unbroken = Train(Resumable, observer, "unbroken");
        Assert.Equal(observer.Steps, steps);
        var expected = ParameterExchange.Read(unbroken);
        foreach (var (name, tensor) in ParameterExchange.Read(resumed))
        {
            Assert.Equal(expected[name].Values, tensor.Values);
        }
    }

    private static double MeanScore(WordModel model, string[] phrases) =>
        ModelRanking.Of(model, Encoder, phrases, 1).Average(words => words[0].Score);

    private static PhraseTokenizer Tokenizer { get; } = PhraseTokenizer.Load(Repository.Vocabulary);

    private static PhraseEncoder Encoder => new(Tokenizer, Options.MaxLength);

    private WordModel Train(
        TrainingOptions options, RecordingObserver observer, string name = "", TeacherTargets? teachers = null) =>
        new TinyTraining(Path.Combine(folder.FullName, name), options, teachers).Run(observer, observer.Cancellation);
}
