using System.Text;
using System.Text.Json.Serialization;

namespace DavidBert.Labelling;

/// <summary>How the characters of a table are written.</summary>
public enum TableEncoding
{
    /// <summary>UTF-8.</summary>
    [JsonStringEnumMemberName("utf-8")]
    Utf8,

    /// <summary>UTF-16, the low byte first.</summary>
    [JsonStringEnumMemberName("utf-16")]
    Utf16,

    /// <summary>UTF-16, the high byte first.</summary>
    [JsonStringEnumMemberName("utf-16be")]
    Utf16BigEndian,

    /// <summary>
    /// Windows-1252, one byte a character, as older programs of Western Europe write it; never found, only given.
    /// </summary>
    [JsonStringEnumMemberName("windows-1252")]
    Windows1252,
}

/// <summary>The bytes of a <see cref="TableEncoding"/>.</summary>
internal static class TextEncoding
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);
    private static readonly UnicodeEncoding Utf16 = new(bigEndian: false, byteOrderMark: false);
    private static readonly UnicodeEncoding Utf16BigEndian = new(bigEndian: true, byteOrderMark: false);
    private static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(
        1252, EncoderFallback.ExceptionFallback, DecoderFallback.ReplacementFallback)!;

    /// <summary>The .NET encoding; it writes no byte order mark, and reads U+FFFD for what is not text.</summary>
    public static Encoding Of(TableEncoding encoding) => encoding switch
    {
        TableEncoding.Utf8 => Utf8,
        TableEncoding.Utf16 => Utf16,
        TableEncoding.Utf16BigEndian => Utf16BigEndian,
        TableEncoding.Windows1252 => Windows1252,
    };

    /// <summary>The bytes of a text.</summary>
    /// <exception cref="LabelException">The encoding has no such character.</exception>
    public static byte[] Bytes(TableEncoding encoding, string text)
    {
        try
        {
            return Of(encoding).GetBytes(text);
        }
        catch (EncoderFallbackException)
        {
            throw new LabelException(
                TableError.WrongEncoding,
                $"'{text}' cannot be written in {encoding}; save the table as UTF-8 and label that.");
        }
    }

    /// <summary>The bytes of a code unit.</summary>
    public static int UnitBytes(TableEncoding encoding) => encoding switch
    {
        TableEncoding.Utf8 or TableEncoding.Windows1252 => sizeof(byte),
        TableEncoding.Utf16 or TableEncoding.Utf16BigEndian => sizeof(char),
    };

    /// <summary>The byte order mark; empty where the encoding has none.</summary>
    public static ReadOnlySpan<byte> Mark(TableEncoding encoding) => encoding switch
    {
        TableEncoding.Utf8 => [0xEF, 0xBB, 0xBF],
        TableEncoding.Utf16 => [0xFF, 0xFE],
        TableEncoding.Utf16BigEndian => [0xFE, 0xFF],
        TableEncoding.Windows1252 => [],
    };

    /// <summary>Whether the bytes are text as a whole.</summary>
    public static bool IsText(TableEncoding encoding, ReadOnlySpan<byte> bytes) => encoding switch
    {
        TableEncoding.Utf8 => System.Text.Unicode.Utf8.IsValid(bytes),
        TableEncoding.Windows1252 => true,
        TableEncoding.Utf16 or TableEncoding.Utf16BigEndian => bytes.SequenceEqual(
            Of(encoding).GetBytes(Of(encoding).GetString(bytes))),
    };
}
