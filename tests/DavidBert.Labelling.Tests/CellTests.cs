using System.Text;
using CsCheck;
using CsvHelper;

namespace DavidBert.Labelling.Tests;

/// <summary>Cells as another reader of CSV sees them.</summary>
public sealed class CellTests
{
    [Fact]
    public void Value_AnyTable_IsTheCsvLibrarys() =>
        TableSample.Any.Where(sample => sample.Encoding == TableEncoding.Utf8 && sample.LineEnd is "\n" or "\r\n")
            .Select(sample => sample with { IsCompressed = false, HasMark = false })
            .Sample(sample => Assert.Equal(ByLibrary(sample), ByScanner(sample)));

    [Theory]
    [InlineData("a,b", "a|b")]
    [InlineData(",", "|")]
    [InlineData("", "")]
    [InlineData("\"a,b\",c", "a,b|c")]
    [InlineData("\"say \"\"hi\"\"\",\"\"", "say \"hi\"|")]
    [InlineData("\"a\"b,c", "ab|c")]
    [InlineData("\"open,c", "open,c")]
    [InlineData("\"", "")]
    [InlineData("a\"b\",c", "a\"b\"|c")]
    public void Value_QuotesAnywhere_AreReadAsWritten(string record, string cells)
    {
        var reader = new CellReader(new TableDialect { Format = TableFormat.Csv, Quote = '"' });
        reader.Read(Encoding.UTF8.GetBytes(record));
        Assert.Equal(cells, string.Join('|', Enumerable.Range(0, reader.Count).Select(reader.Value)));
    }

    private static List<string[]> ByScanner(TableSample sample)
    {
        var dialect = new TableDialect
        {
            Format = TableFormat.Csv,
            Separator = sample.Separator,
            Quote = sample.Quote,
            LineEnd = sample.Options.LineEnd!.Value,
        };
        var (scanner, cells, rows) = (RecordScanner.Create(dialect), new CellReader(dialect), new List<string[]>());
        for (ReadOnlySpan<byte> rest = sample.Write(); !rest.IsEmpty;)
        {
            var record = scanner.Next(rest, isEnd: true, isFull: false)!.Value;
            cells.Read(rest[..record.Body]);
            rows.Add([.. Enumerable.Range(0, cells.Count).Select(cells.Value)]);
            rest = rest[record.Length..];
        }

        return rows;
    }

    private static List<string[]> ByLibrary(TableSample sample)
    {
        // An empty line before the table, which is skipped, keeps its first bytes from being taken for a byte order
        // mark.
        byte[] table = [(byte)'\n', .. sample.Write()];
        using var reader = CsvReader.Create(table, new CsvReaderOptions
        {
            HasHeader = false,
            Separator = sample.Separator,
            Mode = CsvMode.Rfc4180,
            Quote = sample.Quote,
            DetectSeparatorHint = false,
        });
        var rows = new List<string[]>();
        while (reader.Read())
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)]);
        }

        return rows;
    }
}
