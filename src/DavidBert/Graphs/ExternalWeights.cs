namespace DavidBert.Graphs;

/// <summary>
/// Finds ONNX's external data: tensors of a graph that are read from other files, by a path that the graph names. Only
/// the messages on the way to a tensor are looked into, by the field numbers of <c>onnx.proto</c>.
/// </summary>
internal static class ExternalWeights
{
    private const int MostNested = 64;

    private enum Message
    {
        Model,
        Graph,
        Node,
        Attribute,
        Tensor,
        SparseTensor,
        Function,
        Training,
    }

    /// <summary>Whether a tensor of the graph lies elsewhere. Bytes that are not a graph have none.</summary>
    public static bool AreIn(GraphOutline graph) =>
        AreIn(graph.Rest, Message.Model, 0) || graph.Weights.Any(weight => AreIn(weight.Fields, Message.Tensor, 0));

    private static bool AreIn(ReadOnlySpan<byte> bytes, Message message, int depth)
    {
        var fields = new ProtobufFields(bytes);
        while (depth < MostNested && fields.Read())
        {
            var isElsewhere = (message, fields.Field) switch
            {
                (Message.Tensor, 13) => true, // external_data
                (Message.Tensor, 14) => fields.Number != 0, // data_location
                _ => Inner(message, fields.Field) is { } inner && AreIn(fields.Content, inner, depth + 1),
            };
            if (isElsewhere)
            {
                return true;
            }
        }

        return depth >= MostNested;
    }

    private static Message? Inner(Message message, ulong field) => (message, field) switch
    {
        (Message.Model, 7) => Message.Graph,
        (Message.Model, 20) => Message.Training,
        (Message.Model, 25) => Message.Function,
        (Message.Training, 1 or 2) => Message.Graph,
        (Message.Function, 7) => Message.Node,
        (Message.Function, 11) => Message.Attribute,
        (Message.Graph, 1) => Message.Node,
        (Message.Graph, 5) => Message.Tensor,
        (Message.Graph, 15) => Message.SparseTensor,
        (Message.Node, 5) => Message.Attribute,
        (Message.Attribute, 5 or 10) => Message.Tensor,
        (Message.Attribute, 6 or 11) => Message.Graph,
        (Message.Attribute, 22 or 23) => Message.SparseTensor,
        (Message.SparseTensor, 1 or 2) => Message.Tensor,
        _ => null,
    };
}
