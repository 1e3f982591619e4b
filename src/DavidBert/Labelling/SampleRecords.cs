namespace DavidBert.Labelling;

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
