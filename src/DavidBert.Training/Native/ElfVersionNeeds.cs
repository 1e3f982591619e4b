using System.Buffers.Binary;
using System.Text;

namespace DavidBert.Training.Native;

/// <summary>
/// The symbol versions that a 64-bit little-endian ELF library asks of the libraries it needs (DT_VERNEED).
/// </summary>
internal static class ElfVersionNeeds
{
    private const uint LoadSegment = 1;
    private const uint DynamicSegment = 2;
    private const long StringTable = 5;
    private const long StringTableSize = 10;
    private const long VersionNeeds = 0x6ffffffe;
    private const long VersionNeedsCount = 0x6fffffff;
    private const ushort Weak = 2;

    /// <summary>
    /// Gives a copy of a library in which every need of one version is weak: its absence no longer stops a load.
    /// </summary>
    /// <param name="library">The bytes of the library.</param>
    /// <param name="version">The version's name, as in <c>GLIBCXX_3.4.32</c>.</param>
    /// <exception cref="InvalidDataException">
    /// The bytes are not such a library, are cut short, or do not ask for the version.
    /// </exception>
    public static byte[] MarkWeak(ReadOnlySpan<byte> library, string version)
    {
        var copy = library.ToArray();
        try
        {
            var marked = Mark(copy, Encoding.ASCII.GetBytes(version + '\0'));
            return marked > 0 ? copy : throw new InvalidDataException($"The library does not ask for {version}.");
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or OverflowException)
        {
            throw new InvalidDataException(
                "The library is damaged: a table of its ELF header leads outside the file.",
                e);
        }
    }

    private static int Mark(Span<byte> image, ReadOnlySpan<byte> version)
    {
        if (image.Length < 64 || !image.StartsWith("\u007fELF\u0002\u0001"u8))
        {
            throw new InvalidDataException("The library is not a 64-bit little-endian ELF file.");
        }

        var dynamic = ReadDynamic(image);
        var strings = image.Slice(
            FileOffset(image, dynamic.GetValueOrDefault(StringTable)),
            checked((int)dynamic.GetValueOrDefault(StringTableSize)));
        var need = FileOffset(image, dynamic.GetValueOrDefault(VersionNeeds));
        var marked = 0;
        for (var needs = dynamic.GetValueOrDefault(VersionNeedsCount); needs > 0; needs--)
        {
            var entry = checked(need + (int)UInt32(image, need + 8));
            for (int left = UInt16(image, need + 2); left > 0; left--)
            {
                if (strings[checked((int)UInt32(image, entry + 8))..].StartsWith(version))
                {
                    var flags = image.Slice(entry + 4, 2);
                    BinaryPrimitives.WriteUInt16LittleEndian(flags, (ushort)(UInt16(image, entry + 4) | Weak));
                    marked++;
                }

                if (!Advance(ref entry, UInt32(image, entry + 12)))
                {
                    break;
                }
            }

            if (!Advance(ref need, UInt32(image, need + 12)))
            {
                break;
            }
        }

        return marked;
    }

    private static Dictionary<long, long> ReadDynamic(ReadOnlySpan<byte> image)
    {
        var entries = new Dictionary<long, long>();
        foreach (var (type, offset, _, size) in ReadSegments(image))
        {
            if (type != DynamicSegment)
            {
                continue;
            }

            for (var at = offset; at < checked(offset + size); at += 16)
            {
                entries.TryAdd(Int64(image, checked((int)at)), Int64(image, checked((int)at + 8)));
            }
        }

        return entries;
    }

    private static int FileOffset(ReadOnlySpan<byte> image, long address)
    {
        foreach (var (type, offset, start, size) in ReadSegments(image))
        {
            if (type == LoadSegment && address >= start && address - start < size)
            {
                return checked((int)(address - start + offset));
            }
        }

        throw new InvalidDataException($"The library is damaged: no segment holds the address 0x{address:x}.");
    }

    private static List<(uint Type, long Offset, long Address, long Size)> ReadSegments(ReadOnlySpan<byte> image)
    {
        var at = checked((int)Int64(image, 32));
        var stride = UInt16(image, 54);
        var segments = new List<(uint, long, long, long)>();
        for (int left = UInt16(image, 56); left > 0; left--, at = checked(at + stride))
        {
            segments.Add((UInt32(image, at), Int64(image, at + 8), Int64(image, at + 16), Int64(image, at + 32)));
        }

        return segments;
    }

    private static bool Advance(ref int at, uint step)
    {
        at = checked(at + (int)step);
        return step != 0;
    }

    private static ushort UInt16(ReadOnlySpan<byte> image, int at) =>
        BinaryPrimitives.ReadUInt16LittleEndian(image.Slice(at, 2));

    private static uint UInt32(ReadOnlySpan<byte> image, int at) =>
        BinaryPrimitives.ReadUInt32LittleEndian(image.Slice(at, 4));

    private static long Int64(ReadOnlySpan<byte> image, int at) =>
        BinaryPrimitives.ReadInt64LittleEndian(image.Slice(at, 8));
}
