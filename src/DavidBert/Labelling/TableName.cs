namespace DavidBert.Labelling;

/// <summary>What the name of a table's file says.</summary>
public static class TableName
{
    private const string Compressed = ".gz";

    /// <summary>The format, <c>.gz</c> aside; null for names that say none.</summary>
    public static TableFormat? Format(string? name) => Path.GetExtension(WithoutCompression(name))?.ToUpperInvariant() switch
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
