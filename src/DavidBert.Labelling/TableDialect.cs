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

    /// <summary>
    /// Whether, in quoted cells, a backslash before a quote or a backslash makes it text, beside the doubled quote.
    /// </summary>
    public bool HasBackslashes { get; init; }

    /// <summary>What ends a line.</summary>
    public LineEnd LineEnd { get; init; }

    /// <summary>Whether the first record names the columns.</summary>
    public bool HasHeader { get; init; }

    /// <summary>
    /// The bytes before the first record, which stay as they are: the byte order mark, the line <c>sep=;</c>, rows that
    /// are skipped, or what opens a JSON array.
    /// </summary>
    public int PreambleBytes { get; init; }

    /// <summary>How many lines end in these bytes.</summary>
    public int PreambleLines { get; init; }

    /// <summary>Whether records are cells between separators.</summary>
    internal bool IsSeparated => Format switch
    {
        TableFormat.Csv or TableFormat.Tsv => true,
        TableFormat.Txt or TableFormat.Json or TableFormat.Jsonl => false,
    };

    /// <summary>Whether records are JSON values, which name their columns themselves.</summary>
    internal bool IsJson => Format switch
    {
        TableFormat.Json or TableFormat.Jsonl => true,
        TableFormat.Csv or TableFormat.Tsv or TableFormat.Txt => false,
    };
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

    /// <summary>A JSON array of objects or of texts, each of which becomes an object.</summary>
    [JsonStringEnumMemberName("json")]
    Json,

    /// <summary>A JSON object a line.</summary>
    [JsonStringEnumMemberName("jsonl")]
    Jsonl,
}

/// <summary>What the name of a table's file says.</summary>
public static class TableName
{
    private const string Compressed = ".gz";

    private static readonly Dictionary<string, TableFormat> Formats = new(StringComparer.OrdinalIgnoreCase)
    {
        [".csv"] = TableFormat.Csv,
        [".tsv"] = TableFormat.Tsv,
        [".tab"] = TableFormat.Tsv,
        [".txt"] = TableFormat.Txt,
        [".json"] = TableFormat.Json,
        [".jsonl"] = TableFormat.Jsonl,
        [".ndjson"] = TableFormat.Jsonl,
    };

    /// <summary>The endings of tables, as messages list them.</summary>
    internal static string Endings { get; } = $"{string.Join(", ", Formats.Keys)}, each also {Compressed}";

    /// <summary>The format, <c>.gz</c> aside; null for names that say none.</summary>
    public static TableFormat? Format(string? name) =>
        Path.GetExtension(WithoutCompression(name)) is { } ending && Formats.TryGetValue(ending, out var format)
            ? format
            : null;

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
