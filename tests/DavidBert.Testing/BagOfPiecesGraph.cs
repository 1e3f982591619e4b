using System.Runtime.InteropServices;

namespace DavidBert.Testing;

/// <summary>
/// An ONNX graph with a bundle's inputs and output: the logits are the mean, under the mask, of each piece's row of a
/// table [|V|, answers]; segments change nothing.
/// </summary>
public static class BagOfPiecesGraph
{
    private const int Float = 1;
    private const int Int64 = 7;
    private const int IntAttribute = 2;

    public static byte[] Write(float[,] table, bool readsPairs = false)
    {
        var (vocabulary, answers) = (table.GetLength(0), table.GetLength(1));
        var graph = new ProtobufMessage()
            .Add(1, Node("Gather", ["table", "input_ids"], "rows"))
            .Add(1, Node("Cast", ["attention_mask"], "mask", ("to", Float)))
            .Add(1, Node("Unsqueeze", ["mask", "last"], "column"))
            .Add(1, Node("Mul", ["rows", "column"], "masked"))
            .Add(1, Node("ReduceSum", ["masked", "pieces"], "sum", ("keepdims", 0)))
            .Add(1, Node("ReduceSum", ["mask", "pieces"], "count", ("keepdims", 1)))
            .Add(1, Node("Div", ["sum", "count"], "logits"))
            .Add(2, "bag of pieces")
            .Add(5, Tensor(
                "table",
                Float,
                [vocabulary, answers],
                MemoryMarshal.AsBytes(table.Cast<float>().ToArray().AsSpan())))
            .Add(5, Tensor("pieces", Int64, [1], BitConverter.GetBytes(1L)))
            .Add(5, Tensor("last", Int64, [1], BitConverter.GetBytes(2L)))
            .Add(11, Value("input_ids", Int64, "length"))
            .Add(11, Value("attention_mask", Int64, "length"))
            .Add(12, Value("logits", Float, answers));
        if (readsPairs)
        {
            graph.Add(11, Value("token_type_ids", Int64, "length"));
        }

        return new ProtobufMessage()
            .Add(1, 8)
            .Add(8, new ProtobufMessage().Add(1, string.Empty).Add(2, 13))
            .Add(7, graph)
            .ToArray();
    }

    private static ProtobufMessage Node(
        string type,
        string[] inputs,
        string output,
        (string Name, int Value)? attribute = null)
    {
        var node = new ProtobufMessage();
        foreach (var input in inputs)
        {
            node.Add(1, input);
        }

        node.Add(2, output).Add(4, type);
        return attribute is var (name, value)
            ? node.Add(5, new ProtobufMessage().Add(1, name).Add(3, value).Add(20, IntAttribute))
            : node;
    }

    private static ProtobufMessage Tensor(string name, int type, int[] shape, ReadOnlySpan<byte> values)
    {
        var tensor = new ProtobufMessage();
        foreach (var dimension in shape)
        {
            tensor.Add(1, dimension);
        }

        return tensor.Add(2, type).Add(8, name).Add(9, values);
    }

    private static ProtobufMessage Value(string name, int type, string width) =>
        Value(name, type, new ProtobufMessage().Add(2, width));

    private static ProtobufMessage Value(string name, int type, int width) =>
        Value(name, type, new ProtobufMessage().Add(1, width));

    private static ProtobufMessage Value(string name, int type, ProtobufMessage width)
    {
        var shape = new ProtobufMessage().Add(1, new ProtobufMessage().Add(2, "batch")).Add(1, width);
        return new ProtobufMessage()
            .Add(1, name)
            .Add(2, new ProtobufMessage().Add(1, new ProtobufMessage().Add(1, type).Add(2, shape)));
    }
}
