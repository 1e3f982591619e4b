using System.Text;

namespace DavidBert.Testing;

/// <summary>A message in protobuf's wire format, written field by field.</summary>
internal sealed class ProtobufMessage
{
    private const int VarintType = 0;
    private const int BytesType = 2;

    private readonly List<byte> bytes = [];

    public byte[] ToArray() => [.. bytes];

    /// <summary>A number, not negative.</summary>
    public ProtobufMessage Add(int field, long value)
    {
        WriteTag(field, VarintType);
        WriteVarint((ulong)value);
        return this;
    }

    public ProtobufMessage Add(int field, string value) => Add(field, Encoding.UTF8.GetBytes(value));

    public ProtobufMessage Add(int field, ProtobufMessage value) => Add(field, value.ToArray());

    public ProtobufMessage Add(int field, ReadOnlySpan<byte> value)
    {
        WriteTag(field, BytesType);
        WriteVarint((ulong)value.Length);
        bytes.AddRange(value);
        return this;
    }

    private void WriteTag(int field, int type) => WriteVarint((ulong)((field << 3) | type));

    private void WriteVarint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
    }
}
