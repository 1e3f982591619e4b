namespace DavidBert.Graphs;

/// <summary>The fields of a protobuf message in memory, one after another, up to its end or to what is none.</summary>
internal ref struct ProtobufFields(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> rest = message;

    /// <summary>The number of the field.</summary>
    public ulong Field { get; private set; }

    /// <summary>Its value, where it is a number without a fixed size; else 0.</summary>
    public ulong Number { get; private set; }

    /// <summary>Its bytes, where it is a text, bytes or a message; else none.</summary>
    public ReadOnlySpan<byte> Content { get; private set; }

    /// <summary>Its values, where it is a list of numbers: one of them, or several as bytes.</summary>
    public readonly IEnumerable<ulong> Numbers()
    {
        if (Content.Length == 0)
        {
            return [Number];
        }

        var numbers = new List<ulong>();
        for (var packed = new ProtobufFields(Content); packed.TryVarint(out var number);)
        {
            numbers.Add(number);
        }

        return numbers;
    }

    /// <summary>Goes on to the next field.</summary>
    public bool Read()
    {
        Number = 0;
        Content = default;
        if (!TryVarint(out var tag))
        {
            return false;
        }

        Field = tag >> 3;
        switch ((WireType)(tag & 7))
        {
            case WireType.Varint when TryVarint(out var number):
                Number = number;
                return true;
            case WireType.Fixed64:
                return TrySkip(sizeof(ulong));
            case WireType.Fixed32:
                return TrySkip(sizeof(uint));
            case WireType.Delimited when TryVarint(out var length):
                Content = rest[..(int)Math.Min(length, (ulong)rest.Length)];
                return TrySkip(length);
            default:
                return false;
        }
    }

    private bool TrySkip(ulong length)
    {
        if (length > (ulong)rest.Length)
        {
            return false;
        }

        rest = rest[(int)length..];
        return true;
    }

    private bool TryVarint(out ulong value)
    {
        value = 0;
        for (var i = 0; i < rest.Length && i < WireFormat.LongestVarint; i++)
        {
            value |= (ulong)(rest[i] & 0x7F) << (7 * i);
            if (rest[i] < 0x80)
            {
                rest = rest[(i + 1)..];
                return true;
            }
        }

        return false;
    }
}
