using System.Text;
using System.Text.Json.Serialization;

namespace DavidBert.Labelling;

/// <summary>
/// How a table is written, down to its line ends. A worker that has it reads any part of the table alike.
/// </summary>
public sealed record TableDialect
{
    /// <summary>The format.</summary>
    public required TableFormat Format { get; init; }

    /// <summary>Whether the table is compressed by gzip.</summary>
    public bool IsCompressed { get; init; }

    /// <summary>The encoding.</summary>
    public TableEncoding Encoding { get; init; }

    /// <summary>Whether the table begins with a byte order mark.</summary>
    public bool HasMark { get; init; }

    /// <summary>
    /// What stands between cells; of no meaning for <see cref="TableFormat.Txt"/> and <see cref="TableFormat.Jsonl"/>.
    /// </summary>
    public char Separator { get; init; } = ',';

    /// <summary>What stands around a cell that holds separators or line ends; null where nothing does.</summary>
    public char? Quote { get; init; }

    /// <summary>What ends a line.</summary>
    public LineEnd LineEnd { get; init; }

    /// <summary>Whether the first record names the columns.</summary>
    public bool HasHeader { get; init; }

    /// <summary>Whether records are cells between separators.</summary>
    internal bool IsSeparated => Format is TableFormat.Csv or TableFormat.Tsv;
}

/// <summary>What ends a line. A line feed always does, alone or after a carriage return.</summary>
public enum LineEnd
{
    /// <summary>A line feed.</summary>
    [JsonStringEnumMemberName("lf")]
    Lf,

    /// <summary>A carriage return and a line feed. A carriage return alone is text.</summary>
    [JsonStringEnumMemberName("crlf")]
    CrLf,

    /// <summary>A carriage return.</summary>
    [JsonStringEnumMemberName("cr")]
    Cr,
}

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
}

/// <summary>What a table of phrases is written in.</summary>
public enum TableFormat
{
    /// <summary>Cells between separators, by default commas; quoted as RFC 4180 says.</summary>
    [JsonStringEnumMemberName("csv")]
    Csv,

    /// <summary>Cells between tabs.</summary>
    [JsonStringEnumMemberName("tsv")]
    Tsv,

    /// <summary>A phrase a line. Labelled, it is <see cref="Tsv"/>.</summary>
    [JsonStringEnumMemberName("txt")]
    Txt,

    /// <summary>A JSON object a line.</summary>
    [JsonStringEnumMemberName("jsonl")]
    Jsonl,
}

/// <summary>What the name of a table's file says.</summary>
public static class TableName
{
    private const string Compressed = ".gz";

    /// <summary>The format, <c>.gz</c> aside; null for names that say none.</summary>
    public static TableFormat? Format(
        string? name) => Path.GetExtension(WithoutCompression(name))?.ToUpperInvariant() switch
    {
        ".CSV" => TableFormat.Csv,
        ".TSV" or ".TAB" => TableFormat.Tsv,
        ".TXT" => TableFormat.Txt,
        ".JSONL" or ".NDJSON" => TableFormat.Jsonl,
        _ => null,
    };

    /// <summary>The name without the extension of the format, and of the compression.</summary>
    public static string Stem(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var plain = WithoutCompression(name)!;
        return plain[..^Path.GetExtension(plain).Length];
    }

    private static string? WithoutCompression(string? name) =>
        name?.EndsWith(Compressed, StringComparison.OrdinalIgnoreCase) is true ? name[..^Compressed.Length] : name;
}

/// <summary>The bytes of a <see cref="TableEncoding"/>.</summary>
internal static class TextEncoding
{
    /// <summary>The .NET encoding; it writes no byte order mark, and reads U+FFFD for what is no text.</summary>
    public static Encoding Of(TableEncoding encoding) => encoding switch
    {
        TableEncoding.Utf8 => Utf8,
        TableEncoding.Utf16 => Utf16,
        TableEncoding.Utf16BigEndian => Utf16BigEndian,
    };

    /// <summary>The bytes of a code unit.</summary>
    public static int UnitBytes(TableEncoding encoding) => encoding switch
    {
        TableEncoding.Utf8 => sizeof(byte),
        TableEncoding.Utf16 or TableEncoding.Utf16BigEndian => sizeof(char),
    };

    /// <summary>The byte order mark.</summary>
    public static ReadOnlySpan<byte> Mark(TableEncoding encoding) => encoding switch
    {
        TableEncoding.Utf8 => [0xEF, 0xBB, 0xBF],
        TableEncoding.Utf16 => [0xFF, 0xFE],
        TableEncoding.Utf16BigEndian => [0xFE, 0xFF],
    };

    /// <summary>Whether the bytes are text as a whole.</summary>
    public static bool IsText(TableEncoding encoding, ReadOnlySpan<byte> bytes) => encoding switch
    {
        TableEncoding.Utf8 => System.Text.Unicode.Utf8.IsValid(bytes),
        TableEncoding.Utf16 or TableEncoding.Utf16BigEndian => bytes.SequenceEqual(
            Of(encoding).GetBytes(Of(encoding).GetString(bytes))),
    };

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);
    private static readonly UnicodeEncoding Utf16 = new(bigEndian: false, byteOrderMark: false);
    private static readonly UnicodeEncoding Utf16BigEndian = new(bigEndian: true, byteOrderMark: false);
}
