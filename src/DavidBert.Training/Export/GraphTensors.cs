using System.Runtime.InteropServices;
using DavidBert.Training.Export.Onnx;
using Google.Protobuf;
using DataType = DavidBert.Training.Export.Onnx.TensorProto.Types.DataType;

namespace DavidBert.Training.Export;

/// <summary>The constants of a graph that <see cref="WordGraph"/> wrote, as floats.</summary>
internal sealed class GraphTensors
{
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
    /// <exception cref="InvalidDataException">The file is no ONNX graph.</exception>
    public static GraphTensors Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return new GraphTensors(path, ModelProto.Parser.ParseFrom(stream));
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new InvalidDataException($"'{path}' is no ONNX graph: {e.Message}", e);
        }
    }

    /// <summary>Whether the graph has a constant of this name.</summary>
    public bool Has(string name) => byName.ContainsKey(name);

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

    /// <summary>The range that 8 unsigned bits cover at a <see cref="QuantizationSite"/>.</summary>
    public ActivationRange Range(string site)
    {
        var scale = Values<float>($"{site}.scale", DataType.Float)[0];
        var zeroPoint = Values<byte>($"{site}.zero_point", DataType.Uint8)[0];
        return new ActivationRange(-zeroPoint * scale, (byte.MaxValue - zeroPoint) * scale);
    }

    private FloatTensor Scaled(string name, Func<int, int, int> scaleOf)
    {
        if (Tensor(name).DataType == (int)DataType.Float)
        {
            return Floats(name);
        }

        var (codes, scales, shape) = (Values<sbyte>(name, DataType.Int8), Values<float>($"{name}.scale", DataType.Float), Shape(name));
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
            : throw new InvalidDataException($"'{path}' holds '{name}' as {(DataType)tensor.DataType}; expected {type}.");
    }

    private int[] Shape(string name) => [.. Tensor(name).Dims.Select(d => (int)d)];

    private TensorProto Tensor(string name) => byName.TryGetValue(name, out var tensor)
        ? tensor
        : throw new InvalidDataException($"'{path}' has no '{name}': it was not written by davidbert-train.");
}
