namespace DavidBert;

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
    public static bool AreIn(ReadOnlySpan<byte> model) => AreIn(model, Message.Model, 0);

    private static bool AreIn(ReadOnlySpan<byte> bytes, Message message, int depth)
    {
        while (depth < MostNested && TryVarint(ref bytes, out var tag))
        {
            var field = tag >> 3;
            switch (tag & 7)
            {
                case 0 when TryVarint(ref bytes, out var value):
                    if ((message, field, value) is (Message.Tensor, 14, not 0)) // data_location
                    {
                        return true;
                    }

                    break;
                case 1 when bytes.Length >= sizeof(long):
                    bytes = bytes[sizeof(long)..];
                    break;
                case 2 when TryVarint(ref bytes, out var length) && length <= (ulong)bytes.Length:
                    var content = bytes[..(int)length];
                    bytes = bytes[(int)length..];
                    if ((message, field) is (Message.Tensor, 13) // external_data
                        || (Inner(message, field) is { } inner && AreIn(content, inner, depth + 1)))
                    {
                        return true;
                    }

                    break;
                case 5 when bytes.Length >= sizeof(int):
                    bytes = bytes[sizeof(int)..];
                    break;
                default:
                    return false; // not protobuf: ONNX Runtime says so
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

    private static bool TryVarint(ref ReadOnlySpan<byte> bytes, out ulong value)
    {
        value = 0;
        for (var i = 0; i < bytes.Length && i < 10; i++)
        {
            value |= (ulong)(bytes[i] & 0x7F) << (7 * i);
            if (bytes[i] < 0x80)
            {
                bytes = bytes[(i + 1)..];
                return true;
            }
        }

        return false;
    }
}
