using System.Runtime.InteropServices;

namespace DavidBert.Testing;

/// <summary>
/// The least ONNX graph with a bundle's inputs and output: the mean of the embeddings of the tokens that stand, times a
/// matrix onto the vocabulary. Its weights are pseudo-random and always the same.
/// </summary>
internal static class TestGraph
{
    private const int Float = 1, Int64 = 7;
    private const int IntAttribute = 2;
    private const int Opset = 17, IrVersion = 8;

    /// <summary>The file's bytes.</summary>
    /// <param name="vocabulary">|V|.</param>
    /// <param name="hidden">The width of an embedding.</param>
    /// <param name="scale">What the embeddings reach.</param>
    public static byte[] Build(int vocabulary, int hidden = 16, float scale = 2)
    {
        var random = new Random(vocabulary);
        var graph = new ProtobufMessage()
            .Add(2, "word")
            .Add(1, Node("Gather", ["table", "input_ids"], "embeddings"))
            .Add(1, Node("Cast", ["attention_mask"], "stands", ("to", Float)))
            .Add(1, Node("Unsqueeze", ["stands", "last"], "column"))
            .Add(1, Node("Mul", ["embeddings", "column"], "masked"))
            .Add(1, Node("ReduceSum", ["masked", "length"], "sum", ("keepdims", 0)))
            .Add(1, Node("ReduceSum", ["stands", "length"], "count", ("keepdims", 1)))
            .Add(1, Node("Div", ["sum", "count"], "mean"))
            .Add(1, Node("MatMul", ["mean", "projection"], "logits"))
            .Add(5, Tensor("table", Weights(random, vocabulary * hidden, scale), vocabulary, hidden))
            .Add(5, Tensor("projection", Weights(random, hidden * vocabulary, scale: 2), hidden, vocabulary))
            .Add(5, Tensor("length", [1L], 1))
            .Add(5, Tensor("last", [2L], 1))
            .Add(11, Value("input_ids", Int64, "batch", "length_of_batch"))
            .Add(11, Value("attention_mask", Int64, "batch", "length_of_batch"))
            .Add(12, Value("logits", Float, "batch", vocabulary));
        return new ProtobufMessage()
            .Add(1, IrVersion)
            .Add(7, graph)
            .Add(8, new ProtobufMessage().Add(1, string.Empty).Add(2, Opset))
            .ToArray();
    }

    private static float[] Weights(Random random, int count, float scale) =>
        [.. Enumerable.Range(0, count).Select(_ => ((random.NextSingle() * 2) - 1) * scale)];

    private static ProtobufMessage Node(string type, string[] inputs, string output, params (string Name, int Value)[] attributes)
    {
        var node = new ProtobufMessage();
        foreach (var input in inputs)
            node.Add(1, input);
        node.Add(2, output).Add(4, type);
        foreach (var (name, value) in attributes)
            node.Add(5, new ProtobufMessage().Add(1, name).Add(3, value).Add(20, IntAttribute));
        return node;
    }

    private static ProtobufMessage Tensor<T>(string name, T[] values, params int[] dimensions)
        where T : unmanaged
    {
        var tensor = new ProtobufMessage();
        foreach (var dimension in dimensions)
            tensor.Add(1, dimension);
        return tensor
            .Add(2, typeof(T) == typeof(float) ? Float : Int64)
            .Add(8, name)
            .Add(9, MemoryMarshal.AsBytes<T>(values));
    }

    /// <summary>An input or output; a dimension is a number, or a name where it is free.</summary>
    private static ProtobufMessage Value(string name, int type, params object[] dimensions)
    {
        var shape = new ProtobufMessage();
        foreach (var dimension in dimensions)
        {
            var size = new ProtobufMessage();
            shape.Add(1, dimension is int fixedSize ? size.Add(1, fixedSize) : size.Add(2, (string)dimension));
        }

        var tensor = new ProtobufMessage().Add(1, type).Add(2, shape);
        return new ProtobufMessage().Add(1, name).Add(2, new ProtobufMessage().Add(1, tensor));
    }
}
