using System.Text;

namespace DavidBert.Graphs;

/// <summary>How the value of a protobuf field is written.</summary>
internal enum WireType
{
    Varint = 0,
    Fixed64 = 1,
    Delimited = 2,
    Fixed32 = 5,
}

/// <summary>Protobuf's wire format: messages are copied from a file, and fields are written.</summary>
internal static class WireFormat
{
    /// <summary>The bytes that a number takes at most.</summary>
    public const int LongestVarint = 10;

    /// <summary>Copies the fields of a message.</summary>
    /// <param name="file">A stream that can seek and stands where the message begins.</param>
    /// <param name="length">The length of the message.</param>
    /// <param name="to">Gets the fields.</param>
    /// <param name="takes">
    /// Is asked with the number and the length of a text, bytes or a message; where it is true, it has read them, and
    /// nothing of the field is copied.
    /// </param>
    /// <exception cref="InvalidDataException">The bytes are no message.</exception>
    public static void Copy(Stream file, long length, MemoryStream to, Func<ulong, long, bool> takes)
    {
        for (var end = file.Position + length; file.Position < end;)
        {
            var tag = ReadVarint(file);
            if ((WireType)(tag & 7) == WireType.Delimited)
            {
                var size = (long)Math.Min(ReadVarint(file), long.MaxValue);
                Require(size <= end - file.Position);
                if (!takes(tag >> 3, size))
                {
                    WriteVarint(to, tag);
                    WriteVarint(to, (ulong)size);
                    CopyBytes(file, size, to);
                }

                continue;
            }

            WriteVarint(to, tag);
            switch ((WireType)(tag & 7))
            {
                case WireType.Varint:
                    WriteVarint(to, ReadVarint(file));
                    break;
                case WireType.Fixed64:
                    CopyBytes(file, sizeof(ulong), to);
                    break;
                case WireType.Fixed32:
                    CopyBytes(file, sizeof(uint), to);
                    break;
                default:
                    Require(false);
                    break;
            }

            Require(file.Position <= end);
        }
    }

    /// <summary>Writes a field that is a number.</summary>
    public static void Write(MemoryStream to, ulong field, ulong number)
    {
        WriteVarint(to, (field << 3) | (ulong)WireType.Varint);
        WriteVarint(to, number);
    }

    /// <summary>Writes a field that is a message or bytes.</summary>
    public static void Write(MemoryStream to, ulong field, ReadOnlySpan<byte> content)
    {
        WriteVarint(to, (field << 3) | (ulong)WireType.Delimited);
        WriteVarint(to, (ulong)content.Length);
        to.Write(content);
    }

    /// <summary>Writes a field that is a text.</summary>
    public static void Write(MemoryStream to, ulong field, string text) =>
        Write(to, field, Encoding.UTF8.GetBytes(text));

    private static void CopyBytes(Stream file, long count, MemoryStream to)
    {
        Require(count <= Array.MaxLength - to.Length);
        var (start, size) = ((int)to.Length, (int)count);
        to.SetLength(start + size);
        var read = file.ReadAtLeast(to.GetBuffer().AsSpan(start, size), size, throwOnEndOfStream: false);
        Require(read == size);
        to.Position = to.Length;
    }

    private static ulong ReadVarint(Stream file)
    {
        var value = 0UL;
        for (var i = 0; i < LongestVarint; i++)
        {
            var next = file.ReadByte();
            Require(next >= 0);
            value |= (ulong)(next & 0x7F) << (7 * i);
            if (next < 0x80)
            {
                return value;
            }
        }

        throw NoMessage();
    }

    private static void WriteVarint(MemoryStream to, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            to.WriteByte((byte)(value | 0x80));
        }

        to.WriteByte((byte)value);
    }

    private static void Require(bool isSo)
    {
        if (!isSo)
        {
            throw NoMessage();
        }
    }

    private static InvalidDataException NoMessage() => new("the bytes are not those of an ONNX graph");
}
