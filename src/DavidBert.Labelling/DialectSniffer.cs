namespace DavidBert.Labelling;

/// <summary>Tells from the beginning of a table how it is written, where the options do not.</summary>
internal sealed class DialectSniffer(ReadOnlyMemory<byte> sample, bool isAll, LabelOptions options)
{
    private const int LookedRecords = 64;
    private const int LookedCharacters = 1 << 12;
    private const string SeparatorLine = "sep=";

    private static readonly (string Sign, string What)[] Markup =
    [
        ("<!doctype html", "a web page"),
        ("<html", "a web page"),
        ("<?xml", "XML"),
        ("{\\rtf", "a document of rich text"),
    ];

    /// <summary>The dialect.</summary>
    /// <param name="name">The name of the file; null where it has none.</param>
    /// <param name="isCompressed">Whether the sample was compressed.</param>
    /// <exception cref="LabelException">The sample is not text, or not a table.</exception>
    public TableDialect Sniff(string? name, bool isCompressed)
    {
        var (encoding, hasMark) = EncodingSniffer.Sniff(sample.Span, options.Encoding);
        var plain = new TableDialect
        {
            Format = TableFormat.Txt,
            Encoding = encoding,
            HasMark = hasMark,
            IsCompressed = isCompressed,
            PreambleBytes = hasMark ? TextEncoding.Mark(encoding).Length : 0,
        };
        var format = FindFormat(plain, name);
        if (options.SkipRows > 0 && !(plain with { Format = format }).IsSeparated)
        {
            throw new LabelException(TableError.Options, "skip_rows is for CSV and TSV; this is another format.");
        }

        return format switch
        {
            TableFormat.Csv or TableFormat.Tsv => OfCells(
                plain with { Format = format, HasHeader = options.HasHeader }),
            TableFormat.Txt => plain with { LineEnd = FindLineEnd(plain, quote: null) },
            TableFormat.Jsonl => plain with { Format = format },
            TableFormat.Json => OfArray(plain with { Format = format }),
        };
    }

    /// <summary>What the content is; where that is open, what the name says.</summary>
    private TableFormat FindFormat(TableDialect plain, string? name)
    {
        if (options.Format is { } given)
        {
            return given;
        }

        var named = TableName.Format(name);
        var start = Text(plain, LookedCharacters).TrimStart();
        RefuseMarkup(start);
        if (IsArray(start, isLikely: named is null or TableFormat.Json)
            && (named is not TableFormat.Jsonl || FirstLine(plain) is null || FirstLineIsAll(plain)))
        {
            return TableFormat.Json;
        }

        if (named is null or TableFormat.Json)
        {
            return FirstLine(plain)?.Properties is not null ? TableFormat.Jsonl
                : start.Length > 1 && start[0] == '{' && (named is not null || start[1..].TrimStart().StartsWith('"'))
                    ? throw NotRows("one JSON object")
                : named is null ? TableFormat.Csv
                : start.Length == 0 ? TableFormat.Jsonl
                : throw NotRows("neither a JSON array nor JSON lines, though it is named .json");
        }

        return named is TableFormat.Txt && IsTabbed(plain) ? TableFormat.Tsv : named.Value;
    }

    /// <summary>Whether an array of objects begins, or, where it is likely, an array of anything.</summary>
    private static bool IsArray(string start, bool isLikely)
    {
        if (!start.StartsWith('['))
        {
            return false;
        }

        var element = start[1..].TrimStart();
        return element.StartsWith('{') || (isLikely && (element.StartsWith('"') || element.StartsWith(']')));
    }

    private static LabelException NotRows(string what) => new(
        TableError.NotRows,
        $"The file is {what}; give an array of objects or texts, or JSON lines, as 'jq -c .items[]' writes them.");

    /// <summary>Refuses a page or a document that is named like a table, as a server sends instead of one.</summary>
    private static void RefuseMarkup(string start)
    {
        foreach (var (sign, what) in Markup)
        {
            if (start.StartsWith(sign, StringComparison.OrdinalIgnoreCase))
            {
                throw new LabelException(
                    TableError.NotRows, $"The file is {what}, not a table; save the table itself as CSV in UTF-8.");
            }
        }
    }

    /// <summary>The first line that is not blank, as JSON; null where it is none.</summary>
    private JsonValue? FirstLine(TableDialect plain)
    {
        var line = new Utf8Text(plain.Encoding);
        foreach (var (body, _) in SampleRecords.Of(plain, sample, isAll, options).Take(LookedRecords))
        {
            line.Set(body.Span);
            if (!line.IsBlank)
            {
                return JsonValue.Parse(line);
            }
        }

        return null;
    }

    /// <summary>Whether there is one line.</summary>
    private bool FirstLineIsAll(TableDialect plain) =>
        isAll && SampleRecords.Of(plain, sample, isAll, options).Count(line => !line.Body.IsEmpty) == 1;

    /// <summary>
    /// Whether the lines have the same number of tabs, and have some: Excel calls such a table "Unicode Text".
    /// </summary>
    private bool IsTabbed(TableDialect plain)
    {
        var encoding = TextEncoding.Of(plain.Encoding);
        var lines = plain with { LineEnd = FindLineEnd(plain, quote: null) };
        int[] tabs = [.. SampleRecords.Of(lines, sample, isAll, options).Where(record => !record.Body.IsEmpty)
            .Take(LookedRecords).Select(record => encoding.GetString(record.Body.Span).Count(c => c == '\t'))];
        return tabs is [> 0, _, ..] && tabs.All(count => count == tabs[0]);
    }

    private TableDialect OfArray(TableDialect dialect)
    {
        var content = sample[dialect.PreambleBytes..];
        return WithPreamble(dialect, JsonArrayScanner.Create(dialect).Opening(content.Span));
    }

    private TableDialect OfCells(TableDialect dialect)
    {
        dialect = dialect with { LineEnd = FindLineEnd(dialect, options.HasQuotes is false ? null : options.Quote) };
        var separator = options.Separator;
        if (Lines(dialect).FirstOrDefault() is { Length: > 0 } first && Separator(dialect, first) is { } told)
        {
            separator ??= told;
            dialect = WithPreamble(dialect, first.Length);
        }

        var skipped = Lines(dialect).Take(options.SkipRows).Sum(line => line.Length);
        dialect = WithPreamble(dialect, skipped);
        return new CellSniffer(sample, isAll, options).Sniff(dialect, separator);
    }

    /// <summary>The separator that Excel's line <c>sep=;</c> tells; null where the line is another.</summary>
    private static char? Separator(TableDialect dialect, ReadOnlyMemory<byte> line) =>
        TextEncoding.Of(dialect.Encoding).GetString(line.Span).TrimEnd('\r', '\n').Trim('"') is var text
            && text.Length == SeparatorLine.Length + 1
            && text.StartsWith(SeparatorLine, StringComparison.OrdinalIgnoreCase)
            && LabelOptions.IsSeparator(text[^1])
                ? text[^1]
                : null;

    /// <summary>The lines behind the preamble, with their ends.</summary>
    private IEnumerable<ReadOnlyMemory<byte>> Lines(TableDialect dialect)
    {
        var rest = sample[dialect.PreambleBytes..];
        foreach (var (_, record) in SampleRecords.Of(dialect with { Format = TableFormat.Txt }, sample, isAll, options))
        {
            yield return rest[..record.Length];
            rest = rest[record.Length..];
        }
    }

    private TableDialect WithPreamble(TableDialect dialect, int bytes) => dialect with
    {
        PreambleBytes = dialect.PreambleBytes + bytes,
        PreambleLines = dialect.PreambleLines
            + TextEncoding.Of(dialect.Encoding).GetString(sample.Span.Slice(dialect.PreambleBytes, bytes))
                .Count(c => c == (dialect.LineEnd == LineEnd.Cr ? '\r' : '\n')),
    };

    /// <summary>
    /// What ends most lines; line ends within quotes never count. Carriage returns alone end lines where the first line
    /// ends so, and not fewer lines than line feeds do.
    /// </summary>
    private LineEnd FindLineEnd(TableDialect dialect, char? quote)
    {
        if (options.LineEnd is { } given)
        {
            return given;
        }

        var (feeds, pairs, returns, isReturnFirst) = (0, 0, 0, false);
        var text = Text(dialect, sample.Length);
        for (var at = 0; at < text.Length; at++)
        {
            var c = text[at];
            if (c == quote && (at == 0 || IsBorder(text[at - 1])) && ClosingQuote(text, at) is var close && close > 0)
            {
                at = close;
            }
            else if (c == '\n')
            {
                feeds++;
            }
            else if (c == '\r' && at + 1 < text.Length && text[at + 1] == '\n')
            {
                (feeds, pairs, at) = (feeds + 1, pairs + 1, at + 1);
            }
            else if (c == '\r')
            {
                isReturnFirst |= feeds == 0;
                returns++;
            }
        }

        return isReturnFirst && returns >= feeds ? LineEnd.Cr : pairs * 2 > feeds ? LineEnd.CrLf : LineEnd.Lf;
    }

    private bool IsBorder(char c) =>
        c is '\r' or '\n' || (options.Separator is { } given ? c == given : CellSniffer.IsSeparator(c));

    /// <summary>Where a quoted cell is closed, right before a border; negative where it is not.</summary>
    private int ClosingQuote(string text, int open)
    {
        for (var at = open + 1; at < text.Length; at++)
        {
            at = text.IndexOf(text[open], at);
            if (at < 0)
            {
                return -1;
            }

            if (at + 1 == text.Length || IsBorder(text[at + 1]))
            {
                return at;
            }

            at += text[at + 1] == text[open] ? 1 : text.Length;
        }

        return -1;
    }

    /// <summary>The first characters behind the preamble.</summary>
    private string Text(TableDialect dialect, int most)
    {
        var content = sample.Span[dialect.PreambleBytes..];
        return TextEncoding.Of(dialect.Encoding).GetString(content[..Math.Min(content.Length, most)]);
    }
}

/// <summary>The records at the beginning of a table.</summary>
internal static class SampleRecords
{
    /// <summary>The records that lie in the sample as a whole, after the preamble.</summary>
    public static IEnumerable<(ReadOnlyMemory<byte> Body, Record Record)> Of(
        TableDialect dialect, ReadOnlyMemory<byte> sample, bool isAll, LabelOptions options)
    {
        var scanner = RecordScanner.Create(dialect);
        var rest = sample[dialect.PreambleBytes..];
        while (!rest.IsEmpty
            && Next(scanner, rest.Span, isAll, options.Limits.MaxRecordBytes) is { Length: > 0 } record)
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
