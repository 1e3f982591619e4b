using DavidBert.Bundles;
using DavidBert.Training.Export;
using DavidBert.Training.Export.Onnx;
using DavidBert.Training.Modeling;
using DavidBert.Training.Tests.Checkpoints;

namespace DavidBert.Training.Tests.Export;

/// <summary>A graph that is read back and written again is the same graph.</summary>
public sealed class BundleWeightsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [CombinatorialModels]
    public void Read_QuantizedGraph_BecomesTheSameGraphAgain(Pooling pooling, HeadKind head)
    {
        var readsPairs = head == HeadKind.Answers;
        var weights = RandomModel.Calibrated(RandomModel.Create(RandomModel.Tiny, pooling, head)) with
        {
            ReadsPairs = readsPairs,
        };
        var graph = WordGraph.Quantized(weights, maxLength: 40);

        var again = WordGraph.Quantized(BundleWeights.Read(BundleOf(graph, pooling, head, readsPairs)), maxLength: 40);

        Assert.Equal(graph.Graph.Node, again.Graph.Node);
        Assert.Equal(
            graph.Graph.Initializer.Select(t => t.Name),
            again.Graph.Initializer.Select(t => t.Name),
            StringComparer.Ordinal);
        using var first = new GraphSession(graph);
        using var second = new GraphSession(again);
        var sequences = RandomModel.Sequences(weights.Config, 16, longest: 30, seed: 2);
        Assert.All(
            first.Run(sequences).Zip(second.Run(sequences)), p => Assert.InRange(
                Answers.Distance(p.First, p.Second),
                0,
                1e-4));
    }

    [Fact]
    public void Read_DefaultBundle_RoundsToTheSameIntegersAgain()
    {
        var bundle = Bundle.Open(Path.GetDirectoryName(Repository.Lexicon)!);
        using var stream = File.OpenRead(bundle.ModelPath);
        var graph = ModelProto.Parser.ParseFrom(stream).Graph;

        var again = WordGraph.Quantized(BundleWeights.Read(bundle), bundle.Manifest.MaxLength).Graph;

        Assert.All(
            graph.Initializer.Zip(again.Initializer)
                .Where(pair => pair.First.DataType == (int)TensorProto.Types.DataType.Int8),
            pair => Assert.Equal((pair.First.Name, pair.First.RawData), (pair.Second.Name, pair.Second.RawData)));
    }

    [Theory]
    [CombinatorialModels]
    public void Read_FloatGraph_BecomesTheSameGraphAgain(Pooling pooling, HeadKind head)
    {
        var weights = RandomModel.Create(RandomModel.Tiny, pooling, head);
        var graph = WordGraph.Float(weights, maxLength: 40);

        var read = BundleWeights.Read(BundleOf(graph, pooling, head));

        Assert.Null(read.Ranges);
        Assert.Equal(graph, WordGraph.Float(read, maxLength: 40));
    }

    [Fact]
    public void Read_GraphOfAnotherProgram_SaysSo()
    {
        var graph = WordGraph.Float(RandomModel.Create(RandomModel.Tiny, Pooling.Mean, HeadKind.Linear), maxLength: 40);
        graph.Graph.Initializer.RemoveAt(0);

        var error = Assert.Throws<InvalidDataException>(
            () => BundleWeights.Read(BundleOf(graph, Pooling.Mean, HeadKind.Linear)));

        Assert.Contains("was not written by davidbert-train", error.Message, StringComparison.Ordinal);
    }

    private Bundle BundleOf(ModelProto graph, Pooling pooling, HeadKind head, bool readsPairs = false)
    {
        OnnxFile.Write(graph, Path.Combine(folder.Path, Bundle.ModelFile));
        string[] vocabulary =
        [
            "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]",
            .. Enumerable.Range(5, RandomModel.Tiny.VocabSize - 5)
                .Select(i => $"w{(char)('a' + (i / 26))}{(char)('a' + (i % 26))}"),
        ];
        File.WriteAllLines(Path.Combine(folder.Path, Bundle.VocabularyFile), vocabulary);
        File.WriteAllLines(
            Path.Combine(folder.Path, Bundle.WordsFile),
            head == HeadKind.Answers ? vocabulary[..ModelShapes.Answers] : vocabulary);
        var config = RandomModel.Tiny;
        BundleWriter.Write(folder.Path, new ModelManifest
        {
            Format = ModelManifest.CurrentFormat,
            Name = "random",
            Version = "1",
            Base = new BaseModelInfo("none", "MIT"),
            Dimensions = new ModelDimensions(
                config.NumHiddenLayers, config.HiddenSize, config.NumAttentionHeads, config.IntermediateSize,
                config.VocabSize),
            Pooling = ChoiceNames.NameOf(pooling),
            Head = ChoiceNames.NameOf(head),
            Segments = readsPairs ? 2 : 1,
            Quantization = "none",
        });
        return Bundle.Open(folder.Path);
    }
}
