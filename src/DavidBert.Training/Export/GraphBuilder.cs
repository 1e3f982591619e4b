using System.Globalization;
using System.Runtime.InteropServices;
using DavidBert.Files;
using DavidBert.Training.Export.Onnx;
using Google.Protobuf;
using AttributeType = DavidBert.Training.Export.Onnx.AttributeProto.Types.AttributeType;
using DataType = DavidBert.Training.Export.Onnx.TensorProto.Types.DataType;

namespace DavidBert.Training.Export;

/// <summary>Writes an ONNX graph node by node; values are known by their names.</summary>
internal sealed class GraphBuilder
{
    private const string Contrib = "com.microsoft";
    private const int IrVersion = 10;
    private const int Opset = 21;

    private readonly GraphProto graph = new() { Name = "davidbert" };
    private readonly HashSet<string> names = new(StringComparer.Ordinal);

    /// <summary>Adds an input of int64 [batch, length].</summary>
    public string Input(string name)
    {
        graph.Input.Add(Value(name, DataType.Int64, Dimension("batch"), Dimension("length")));
        return name;
    }

    /// <summary>
    /// Makes <paramref name="value"/>, float32 [batch, <paramref name="width"/>], an output called
    /// <paramref name="name"/>.
    /// </summary>
    public void Output(string name, string value, int width)
    {
        var node = new NodeProto { OpType = "Identity", Name = name, Input = { value }, Output = { name } };
        graph.Node.Add(node);
        graph.Output.Add(Value(
            name, DataType.Float, Dimension("batch"), new TensorShapeProto.Types.Dimension { DimValue = width }));
    }

    /// <summary>Adds a float32 constant.</summary>
    public string Floats(string name, float[] values, params int[] shape) =>
        Constant(name, DataType.Float, MemoryMarshal.AsBytes<float>(values), shape);

    /// <summary>Adds an int64 constant; without a shape it is a list.</summary>
    public string Longs(string name, params long[] values) =>
        Constant(name, DataType.Int64, MemoryMarshal.AsBytes<long>(values), [values.Length]);

    /// <summary>Adds an int64 scalar.</summary>
    public string Long(string name, long value) =>
        Constant(name, DataType.Int64, MemoryMarshal.AsBytes<long>([value]), []);

    /// <summary>Adds an int8 constant.</summary>
    public string SBytes(string name, sbyte[] values, params int[] shape) =>
        Constant(name, DataType.Int8, MemoryMarshal.AsBytes<sbyte>(values), shape);

    /// <summary>Adds a uint8 scalar.</summary>
    public string Byte(string name, byte value) => Constant(name, DataType.Uint8, [value], []);

    /// <summary>Adds a node of standard ONNX with one output, whose name is returned.</summary>
    public string Node(
        string op,
        string name,
        IEnumerable<string> inputs,
        params (string Name, object Value)[] attributes) =>
        Node("", op, name, 1, inputs, attributes)[0];

    /// <summary>Adds a node of ONNX Runtime's own operators with one output, whose name is returned.</summary>
    public string ContribNode(
        string op, string name, IEnumerable<string> inputs, params (string Name, object Value)[] attributes) =>
        Node(Contrib, op, name, 1, inputs, attributes)[0];

    /// <summary>Adds a node with several outputs, whose names are returned.</summary>
    public IReadOnlyList<string> Nodes(
        string op, string name, int outputs, IEnumerable<string> inputs,
        params (string Name, object Value)[] attributes) =>
        Node("", op, name, outputs, inputs, attributes);

    /// <summary>The graph as a model.</summary>
    public ModelProto Build() => new()
    {
        IrVersion = IrVersion,
        ProducerName = "davidbert-train",
        ProducerVersion = typeof(GraphBuilder).Assembly.GetName().Version!.ToString(3),
        Graph = graph,
        OpsetImport =
        {
            new OperatorSetIdProto { Domain = "", Version = Opset },
            new OperatorSetIdProto { Domain = Contrib, Version = 1 },
        },
    };

    private string[] Node(
        string domain, string op, string name, int outputs, IEnumerable<string> inputs,
        (string Name, object Value)[] attributes)
    {
        var node = new NodeProto { Domain = domain, OpType = op, Name = Unique(name), Input = { inputs } };
        node.Output.AddRange(outputs == 1
            ? [name]
            : Enumerable.Range(0, outputs).Select(i => string.Create(CultureInfo.InvariantCulture, $"{name}.{i}")));
        node.Attribute.AddRange(attributes.Select(a => Attribute(a.Name, a.Value)));
        graph.Node.Add(node);
        return [.. node.Output];
    }

    private string Constant(string name, DataType type, ReadOnlySpan<byte> bytes, int[] shape)
    {
        graph.Initializer.Add(new TensorProto
        {
            Name = Unique(name),
            DataType = (int)type,
            Dims = { shape.Select(d => (long)d) },
            RawData = ByteString.CopyFrom(bytes),
        });
        return name;
    }

    private string Unique(string name) =>
        names.Add(name) ? name : throw new InvalidOperationException($"The graph has two values called '{name}'.");

    private static AttributeProto Attribute(string name, object value) => value switch
    {
        int i => new AttributeProto { Name = name, Type = AttributeType.Int, I = i },
        float f => new AttributeProto { Name = name, Type = AttributeType.Float, F = f },
        long[] list => new AttributeProto { Name = name, Type = AttributeType.Ints, Ints = { list } },
        string s => new AttributeProto { Name = name, Type = AttributeType.String, S = ByteString.CopyFromUtf8(s) },
        _ => throw new ArgumentException($"Attribute '{name}' is a {value.GetType()}.", nameof(value)),
    };

    private static ValueInfoProto Value(
        string name,
        DataType type,
        params TensorShapeProto.Types.Dimension[] dimensions) => new()
        {
            Name = name,
            Type = new TypeProto
            {
                TensorType = new TypeProto.Types.Tensor
                {
                    ElemType = (int)type,
                    Shape = new TensorShapeProto { Dim = { dimensions } },
                },
            },
        };

    private static TensorShapeProto.Types.Dimension Dimension(string name) => new() { DimParam = name };
}

/// <summary>Writes models as files.</summary>
internal static class OnnxFile
{
    /// <summary>Writes <paramref name="model"/>; a file of that name is replaced as a whole or not at all.</summary>
    public static void Write(ModelProto model, string path) => WholeFile.Write(path, model.WriteTo);
}
