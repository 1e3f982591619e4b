namespace DavidBert.Labelling;

/// <summary>Tells from the beginning of a table how it is written, where the options do not.</summary>
internal sealed class DialectSniffer(ReadOnlyMemory<byte> sample, bool isAll, LabelOptions options)
{
    private const int LookedRecords = 64;

    private static readonly char[] Separators = [',', ';', '\t', '|'];

    /// <summary>The dialect.</summary>
    /// <param name="name">The name of the file; null where it has none.</param>
    /// <param name="isCompressed">Whether the sample was compressed.</param>
    /// <exception cref="LabelException">The sample is no text.</exception>
    public TableDialect Sniff(string? name, bool isCompressed)
    {
        var (encoding, hasMark) = EncodingSniffer.Sniff(sample.Span, options.Encoding);
        var dialect = new TableDialect {
            Format = TableFormat.Txt,
            Encoding = encoding,
            HasMark = hasMark,
            IsCompressed = isCompressed };
        var format = options.Format ?? TableName.Format(name) ?? (BeginsAsJson(dialect)
            ? TableFormat.Jsonl
            : TableFormat.Csv);
        dialect = dialect with { Format = format };
        if (!dialect.IsSeparated)
        {
            return dialect with { LineEnd = format == TableFormat.Txt ? FindLineEnd(dialect) : LineEnd.Lf };
        }

        dialect = dialect with { HasHeader = options.HasHeader, LineEnd = FindLineEnd(dialect) };
        if (options.Separator is { } given)
        {
            return WithQuotes(dialect with { Separator = given });
        }

        return format == TableFormat.Tsv
            ? WithQuotes(dialect with { Separator = '\t' })
            : Separators.Select(separator => WithQuotes(dialect with { Separator = separator })).MaxBy(Consistency)!;
    }

    private bool BeginsAsJson(TableDialect dialect) =>
        SampleRecords.Of(dialect, sample, isAll, options).Take(LookedRecords)
            .Select(record => TextEncoding.Of(dialect.Encoding).GetString(record.Body.Span).Trim())
            .FirstOrDefault(line => line.Length > 0) is ['{', .., '}'];

    /// <summary>What ends the first line; quoted cells hold the line ends of their table as a rule.</summary>
    private LineEnd FindLineEnd(TableDialect dialect)
    {
        if (options.LineEnd is { } given)
        {
            return given;
        }

        var text = TextEncoding.Of(dialect.Encoding).GetString(sample.Span);
        var first = text.AsSpan().IndexOfAny('\r', '\n');
        return first < 0 || text[first] == '\n' ? LineEnd.Lf
            : first + 1 < text.Length && text[first + 1] == '\n' ? LineEnd.CrLf
            : text.Contains('\n', StringComparison.Ordinal) ? LineEnd.Lf
            : LineEnd.Cr;
    }

    /// <summary>
    /// Commas come with quotes. Tabs do where quotes stand around whole cells of the sample: many a file of tabs has
    /// them as text.
    /// </summary>
    private TableDialect WithQuotes(TableDialect dialect)
    {
        var quoted = dialect with { Quote = options.Quote };
        if (options.HasQuotes is { } given)
        {
            return given ? quoted : dialect;
        }

        if (dialect.Format == TableFormat.Csv)
        {
            return quoted;
        }

        QuoteUse[] uses = [.. SampleRecords.Of(quoted, sample, isAll, options).Take(LookedRecords)
            .Select(found => found.Record.Quotes)];
        return uses.Contains(QuoteUse.Whole) && !uses.Contains(QuoteUse.Loose) && !uses.Contains(QuoteUse.Lone)
            ? quoted
            : dialect;
    }

    /// <summary>How well the records agree in a number of cells above 1; then that number.</summary>
    private (double Share, int Cells) Consistency(TableDialect dialect)
    {
        var cells = new CellReader(dialect);
        var counts = SampleRecords.Of(dialect, sample, isAll, options)
            .Where(record => !record.Body.IsEmpty)
            .Take(LookedRecords)
            .Select(record =>
            {
                cells.Read(record.Body.Span);
                return cells.Count;
            })
            .ToList();
        return counts is [> 1, ..]
            ? ((double)counts.Count(count => count == counts[0]) / counts.Count, counts[0])
            : (0, 0);
    }
}

/// <summary>Tells the encoding of a table from its first bytes, and refuses what is no table.</summary>
internal static class EncodingSniffer
{
    private const int Looked = 1 << 14;

    private static readonly (byte[] Magic, string Name)[] Binaries =
    [
        ([.. "PK\u0003\u0004"u8], "a zip file or an Excel workbook"),
        ([.. "%PDF-"u8], "a PDF"),
        ([.. "PAR1"u8], "a Parquet file"),
        ([0xD0, 0xCF, 0x11, 0xE0], "an old Excel workbook"), ([.. "SQLite format 3"u8], "a database"),
    ];

    /// <summary>The encoding, and whether a byte order mark says so.</summary>
    /// <exception cref="LabelException">The bytes are no text of an encoding that can be read.</exception>
    public static (TableEncoding Encoding, bool HasMark) Sniff(ReadOnlySpan<byte> sample, TableEncoding? given)
    {
        foreach (var (magic, name) in Binaries)
        {
            if (sample.StartsWith(magic))
            {
                throw new LabelException("binary", $"The file is {name}; save the table as CSV in UTF-8.");
            }
        }

        if (given is null && (sample.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE, 0, 0])
            || sample.StartsWith((ReadOnlySpan<byte>)[0, 0, 0xFE, 0xFF])))
        {
            throw new LabelException("wrong_encoding", "The file is UTF-32; save it as UTF-8.");
        }

        foreach (var encoding in Enum.GetValues<TableEncoding>())
        {
            if (sample.StartsWith(TextEncoding.Mark(encoding)))
            {
                return given is null || given == encoding
                    ? (encoding, true)
                    : throw new LabelException(
                        "wrong_encoding",
                        $"The file begins with the byte order mark of {encoding}; {given} was given.");
            }
        }

        var found = given ?? Guess(sample[..Math.Min(sample.Length, Looked)]);
        RefuseControls(sample[..Math.Min(sample.Length, Looked)], found);
        return (found, false);
    }

    /// <summary>UTF-16 where nearly every second byte is 0, as in text of the languages of phrases.</summary>
    private static TableEncoding Guess(ReadOnlySpan<byte> sample)
    {
        Span<int> zeros = [0, 0];
        for (var i = 0; i < sample.Length; i++)
        {
            zeros[i & 1] += sample[i] == 0 ? 1 : 0;
        }

        var pairs = sample.Length / 2;
        return (zeros[0], zeros[1]) switch
        {
            var (high, low) when pairs > 0 && low >= pairs * 0.7 && high <= pairs * 0.05 => TableEncoding.Utf16,
            var (high, low) when pairs > 0 && high >= pairs * 0.7
                && low <= pairs * 0.05 => TableEncoding.Utf16BigEndian,
            _ => TableEncoding.Utf8,
        };
    }

    private static void RefuseControls(ReadOnlySpan<byte> sample, TableEncoding encoding)
    {
        var controls = 0;
        foreach (var b in sample)
        {
            controls += b < ' ' && b is not (0 or (byte)'\t' or (byte)'\n' or (byte)'\r') ? 1 : 0;
        }

        if (controls * 10 > sample.Length
            || (encoding == TableEncoding.Utf8 && sample.Count((byte)0) * 2 > sample.Length))
        {
            throw new LabelException(
                "binary",
                "The file is not text: too many of its first bytes are control characters.");
        }
    }
}

/// <summary>The records at the beginning of a table.</summary>
internal static class SampleRecords
{
    /// <summary>The records that lie in the sample as a whole, after the byte order mark.</summary>
    public static IEnumerable<(ReadOnlyMemory<byte> Body, Record Record)> Of(
        TableDialect dialect, ReadOnlyMemory<byte> sample, bool isAll, LabelOptions options)
    {
        var scanner = RecordScanner.Create(dialect);
        var rest = sample[(dialect.HasMark ? TextEncoding.Mark(dialect.Encoding).Length : 0)..];
        while (Next(scanner, rest.Span, isAll, options.Limits.MaxRecordBytes) is { Length: > 0 } record)
        {
            yield return (rest[..record.Body], record);
            rest = rest[record.Length..];
        }
    }

    private static Record? Next(RecordScanner scanner, ReadOnlySpan<byte> rest, bool isAll, int maxRecordBytes)
    {
        var length = Math.Min(rest.Length, maxRecordBytes);
        return scanner.Next(rest[..length], isAll && length == rest.Length, length == maxRecordBytes);
    }
}
