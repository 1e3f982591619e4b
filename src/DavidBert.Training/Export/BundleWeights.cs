using System.Runtime.InteropServices;
using DavidBert.Bundles;
using DavidBert.Training.Export.Onnx;
using DavidBert.Training.Modeling;
using DavidBert.Training.Quantization;
using Google.Protobuf;
using DataType = DavidBert.Training.Export.Onnx.TensorProto.Types.DataType;

namespace DavidBert.Training.Export;

/// <summary>
/// Turns the graph of a bundle back into a model that can be trained: the inverse of <see cref="WordGraph"/>. Integers
/// become the floats that they stand for, which round to the same integers again.
/// </summary>
internal sealed class BundleWeights
{
    private const string Words = "embeddings.word_embeddings.weight";
    private const string Positions = "embeddings.position_embeddings.weight";
    private const string Segments = "embeddings.token_type_embeddings.weight";

    private readonly Dictionary<string, FloatTensor> tensors = new(StringComparer.Ordinal);
    private readonly GraphTensors graph;
    private readonly ModelDimensions dimensions;
    private readonly int segments;

    private BundleWeights(GraphTensors graph, ModelManifest manifest) =>
        (this.graph, dimensions, segments) = (graph, manifest.Dimensions, manifest.Segments);

    /// <summary>The weights of a bundle, and the ranges of its activations where it is quantized.</summary>
    /// <exception cref="InvalidDataException">
    /// The graph was not written by this project, or not with these dimensions.
    /// </exception>
    public static ModelWeights Read(Bundle bundle)
    {
        var manifest = bundle.Manifest;
        return new BundleWeights(GraphTensors.Read(bundle.ModelPath), manifest).Read(
            Known<Pooling>(manifest.Pooling, "pooling"), Known<HeadKind>(manifest.Head, "head"));
    }

    private ModelWeights Read(Pooling pooling, HeadKind head)
    {
        ReadEmbeddings();
        for (var layer = 0; layer < dimensions.Layers; layer++)
        {
            ReadLayer(layer, isShort: !pooling.ReadsAllPositions && layer == dimensions.Layers - 1);
        }

        if (pooling.IsThroughPooler)
        {
            ReadProduct("pooler.product", "pooler.dense");
        }

        ReadHead(head);
        return new ModelWeights(Config(), pooling, head, tensors, graph.Ranges())
        {
            ReadsPairs = segments > 1,
        };
    }

    private BertConfig Config() => new()
    {
        VocabSize = dimensions.Vocabulary,
        HiddenSize = dimensions.Hidden,
        NumHiddenLayers = dimensions.Layers,
        NumAttentionHeads = dimensions.Heads,
        IntermediateSize = dimensions.Intermediate,
        MaxPositionEmbeddings = tensors[Positions].Shape[0],
        TypeVocabSize = segments,
        LayerNormEps = graph.Epsilon,
    };

    /// <summary>A graph of one segment has its embedding added to the positions', so that it is zero here.</summary>
    private void ReadEmbeddings()
    {
        tensors[Words] = graph.Table(Words);
        tensors[Positions] = graph.Floats(Positions);
        tensors[Segments] = segments > 1
            ? graph.Floats(Segments)
            : new FloatTensor([1, dimensions.Hidden], new float[dimensions.Hidden]);
        ReadNormalization("embeddings");
    }

    private void ReadLayer(int index, bool isShort)
    {
        var name = $"encoder.layer.{index}";
        var attention = $"{name}.attention.self";
        if (isShort)
        {
            ReadProduct($"{attention}.query", $"{attention}.query");
            ReadProduct($"{attention}.product", $"{attention}.key", $"{attention}.value");
        }
        else
        {
            ReadProduct($"{attention}.product", $"{attention}.query", $"{attention}.key", $"{attention}.value");
        }

        ReadProduct($"{name}.attention.output.product", $"{name}.attention.output.dense");
        ReadNormalization($"{name}.attention.output");
        ReadProduct($"{name}.intermediate.product", $"{name}.intermediate.dense");
        ReadProduct($"{name}.output.product", $"{name}.output.dense");
        ReadNormalization($"{name}.output");
    }

    private void ReadHead(HeadKind head)
    {
        Action read = head switch
        {
            HeadKind.Linear => () => ReadProduct("classifier", "classifier"),
            HeadKind.Tied => ReadTiedHead,
            HeadKind.Answers => ReadAnswersHead,
        };
        read();
    }

    private void ReadAnswersHead()
    {
        ReadTransform("cls.transform");
        ReadProduct("cls.answers", "cls.answers");
    }

    private void ReadTransform(string name)
    {
        ReadProduct($"{name}.product", $"{name}.dense");
        ReadNormalization(name);
    }

    private void ReadTiedHead()
    {
        ReadTransform("cls.predictions.transform");
        tensors["cls.predictions.bias"] = graph.Floats("cls.predictions.bias");
    }

    /// <summary>Cuts a product into the layers that stand side by side in it.</summary>
    private void ReadProduct(string product, params string[] layers)
    {
        var (weight, bias) = (graph.Matrix($"{product}.weight"), graph.Floats($"{product}.bias"));
        var (outputs, inputs) = (weight.Shape[0] / layers.Length, weight.Shape[1]);
        foreach (var (place, layer) in layers.Index())
        {
            tensors[$"{layer}.weight"] = new FloatTensor(
                [outputs, inputs], weight.Values.AsSpan(place * outputs * inputs, outputs * inputs).ToArray());
            tensors[$"{layer}.bias"] = new FloatTensor(
                [outputs],
                bias.Values.AsSpan(place * outputs, outputs).ToArray());
        }
    }

    private void ReadNormalization(string name)
    {
        foreach (var part in (string[])[$"{name}.LayerNorm.weight", $"{name}.LayerNorm.bias"])
        {
            tensors[part] = graph.Floats(part);
        }
    }

    private static T Known<T>(string text, string field)
        where T : struct, Enum => ChoiceNames.Find<T>(text)
            ?? throw new InvalidDataException(
                $"The bundle's {field} is '{text}'; this program knows {string.Join(", ", ChoiceNames.Of<T>())}.");
}

/// <summary>The constants of a graph that <see cref="WordGraph"/> wrote, as floats.</summary>
internal sealed class GraphTensors
{
    private const string ZeroPoint = ".zero_point";

    private readonly Dictionary<string, TensorProto> byName;
    private readonly string path;

    private GraphTensors(string path, ModelProto model)
    {
        this.path = path;
        byName = model.Graph.Initializer.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        Epsilon = model.Graph.Node.FirstOrDefault(node => node.OpType is "LayerNormalization")?.Attribute
            .FirstOrDefault(attribute => attribute.Name is "epsilon")?.F ?? 0;
    }

    /// <summary>The epsilon of its LayerNorms.</summary>
    public double Epsilon { get; }

    /// <summary>Reads a graph.</summary>
    /// <exception cref="InvalidDataException">The file is not an ONNX graph.</exception>
    public static GraphTensors Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return new GraphTensors(path, ModelProto.Parser.ParseFrom(stream));
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new InvalidDataException($"'{path}' is not an ONNX graph: {e.Message}", e);
        }
    }

    /// <summary>A table whose rows have a scale each where they are integers, [rows, columns].</summary>
    public FloatTensor Table(string name) => Scaled(name, static (place, columns) => place / columns);

    /// <summary>A matrix that is multiplied from the right, [inputs, outputs], turned into [outputs, inputs].</summary>
    public FloatTensor Matrix(string name)
    {
        var (inputs, values) = (Shape(name)[0], Scaled(name, static (place, columns) => place % columns).Values);
        var outputs = Shape(name)[1];
        var turned = new float[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            turned[(i % outputs * inputs) + (i / outputs)] = values[i];
        }

        return new FloatTensor([outputs, inputs], turned);
    }

    /// <summary>A constant of floats.</summary>
    /// <exception cref="InvalidDataException">There is none of this name, or it holds something else.</exception>
    public FloatTensor Floats(string name) => new(Shape(name), Values<float>(name, DataType.Float));

    /// <summary>
    /// What 8 unsigned bits cover at each <see cref="QuantizationSite"/>; null for a graph of floats.
    /// </summary>
    public Dictionary<string, ActivationRange>? Ranges()
    {
        var ranges = byName.Values.Where(IsZeroPoint).Select(tensor => tensor.Name[..^ZeroPoint.Length])
            .ToDictionary(site => site, Range, StringComparer.Ordinal);
        return ranges.Count > 0 ? ranges : null;

        static bool IsZeroPoint(TensorProto tensor) =>
            tensor.DataType == (int)DataType.Uint8 && tensor.Name.EndsWith(ZeroPoint, StringComparison.Ordinal);
    }

    private ActivationRange Range(string site)
    {
        var scale = Values<float>($"{site}.scale", DataType.Float)[0];
        var zeroPoint = Values<byte>(site + ZeroPoint, DataType.Uint8)[0];
        return new ActivationRange(-zeroPoint * scale, (byte.MaxValue - zeroPoint) * scale);
    }

    private FloatTensor Scaled(string name, Func<int, int, int> scaleOf)
    {
        if (Tensor(name).DataType == (int)DataType.Float)
        {
            return Floats(name);
        }

        var (codes, scales, shape) = (Values<sbyte>(name, DataType.Int8), Values<float>(
            $"{name}.scale",
            DataType.Float), Shape(name));
        var values = new float[codes.Length];
        for (var i = 0; i < codes.Length; i++)
        {
            values[i] = codes[i] * scales[scaleOf(i, shape[1])];
        }

        return new FloatTensor(shape, values);
    }

    private T[] Values<T>(string name, DataType type)
        where T : struct
    {
        var tensor = Tensor(name);
        return tensor.DataType == (int)type
            ? MemoryMarshal.Cast<byte, T>(tensor.RawData.Span).ToArray()
            : throw new InvalidDataException(
                $"'{path}' holds '{name}' as {(DataType)tensor.DataType}; expected {type}.");
    }

    private int[] Shape(string name) => [.. Tensor(name).Dims.Select(d => (int)d)];

    private TensorProto Tensor(string name) => byName.TryGetValue(name, out var tensor)
        ? tensor
        : throw new InvalidDataException($"'{path}' has no '{name}': it was not written by davidbert-train.");
}
