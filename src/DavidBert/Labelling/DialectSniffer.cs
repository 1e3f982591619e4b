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
        var dialect = new TableDialect { Format = TableFormat.Txt, Encoding = encoding, HasMark = hasMark, IsCompressed = isCompressed };
        var format = options.Format ?? TableName.Format(name) ?? (BeginsAsJson(dialect) ? TableFormat.Jsonl : TableFormat.Csv);
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
    /// Commas come with quotes. Tabs do where quotes stand around whole cells of the sample: many a file of tabs has them as text.
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

        QuoteUse[] uses = [.. SampleRecords.Of(quoted, sample, isAll, options).Take(LookedRecords).Select(found => found.Record.Quotes)];
        return uses.Contains(QuoteUse.Whole) && !uses.Contains(QuoteUse.Loose) && !uses.Contains(QuoteUse.Lone) ? quoted : dialect;
    }

    /// <summary>How well the records agree in a number of cells above 1; then that number.</summary>
    private (double Share, int Cells) Consistency(TableDialect dialect)
    {
        using var cells = new CellReader(dialect);
        var counts = SampleRecords.Of(dialect, sample, isAll, options)
            .Where(record => !record.Body.IsEmpty)
            .Take(LookedRecords)
            .Select(record =>
            {
                cells.Read(record.Body.Span);
                return cells.Count;
            })
            .ToList();
        return counts is [> 1, ..] ? ((double)counts.Count(count => count == counts[0]) / counts.Count, counts[0]) : (0, 0);
    }
}
