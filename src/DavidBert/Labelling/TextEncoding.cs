using System.Text;

namespace DavidBert.Labelling;

/// <summary>The bytes of a <see cref="TableEncoding"/>.</summary>
internal static class TextEncoding
{
    /// <summary>The .NET encoding; it writes no byte order mark, and reads U+FFFD for what is no text.</summary>
    public static Encoding Of(TableEncoding encoding) => encoding switch
    {
        TableEncoding.Utf16 => Utf16,
        TableEncoding.Utf16BigEndian => Utf16BigEndian,
        _ => Utf8,
    };

    /// <summary>The bytes of a code unit.</summary>
    public static int UnitBytes(TableEncoding encoding) => encoding == TableEncoding.Utf8 ? 1 : 2;

    /// <summary>The byte order mark.</summary>
    public static ReadOnlySpan<byte> Mark(TableEncoding encoding) => encoding switch
    {
        TableEncoding.Utf16 => [0xFF, 0xFE],
        TableEncoding.Utf16BigEndian => [0xFE, 0xFF],
        _ => [0xEF, 0xBB, 0xBF],
    };

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);
    private static readonly UnicodeEncoding Utf16 = new(bigEndian: false, byteOrderMark: false);
    private static readonly UnicodeEncoding Utf16BigEndian = new(bigEndian: true, byteOrderMark: false);
}
