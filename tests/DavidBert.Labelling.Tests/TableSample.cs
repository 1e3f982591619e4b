using System.Text;
using CsCheck;

namespace DavidBert.Labelling.Tests;

/// <summary>A table of separated cells, and how it is written.</summary>
internal sealed record TableSample(
    int Columns, string[][] Rows, int Column, char Separator, char Quote, string LineEnd, TableEncoding Encoding,
    bool HasMark, bool IsCompressed, bool HasHeader, bool QuotesAll, bool EndsLine)
{
    private static readonly string[] Phrases =
        ["fishy", "very large", "valuable", "chonky", "", " ", "漢", "the \"best\" smell", "a, b; c"];

    private static readonly string[] LineEnds = ["\n", "\r\n", "\r"];

    private static readonly Gen<string> Cell = Gen.Frequency(
        (3, Gen.Int[0, Phrases.Length - 1].Select(i => Phrases[i])),
        (3, Gen.Char["ab,;\t|\"'\r\n =+-é漢\0"].Array[0, 12].Select(chars => new string(chars))),
        (1, Gen.String.Select(WellFormed)));

    public static readonly Gen<TableSample> Any =
        from columns in Gen.Int[1, 5]
        from rows in Cell.Array[columns].Array[0, 12]
        from column in Gen.Int[0, columns - 1]
        from separator in Gen.Char[",;\t|:~ "]
        from quote in Gen.Char["\"'"]
        from lineEnd in Gen.Int[0, 2].Select(i => LineEnds[i])
        from encoding in Gen.Enum<TableEncoding>()
        from flags in Gen.Bool.Array[5]
        select new TableSample(
            columns,
            encoding == TableEncoding.Windows1252 ? [.. rows.Select(row => row.Select(Latin).ToArray())] : rows,
            column, separator, quote, lineEnd, encoding, IsMarked(encoding, flags[0]), flags[1],
            HasHeader: flags[2] || rows.Length == 0, flags[3], flags[4]);

    public LabelOptions Options => new()
    {
        Column = $"{Column + 1}",
        Format = TableFormat.Csv,
        Encoding = Encoding,
        Separator = Separator,
        Quote = Quote,
        HasHeader = HasHeader,
        LineEnd = LineEnd switch
        {
            "\n" => DavidBert.Labelling.LineEnd.Lf,
            "\r" => DavidBert.Labelling.LineEnd.Cr,
            _ => DavidBert.Labelling.LineEnd.CrLf,
        },
        ChunkBytes = 64,
    };

    public IEnumerable<string[]> Header => HasHeader ? [[.. Enumerable.Range(1, Columns).Select(i => $"h {i}")]] : [];

    public byte[] Write()
    {
        var text = Rfc4180.Write(Header.Concat(Rows), Separator, Quote, LineEnd, _ => QuotesAll) + (EndsLine
            ? LineEnd
            : string.Empty);
        byte[] bytes = [.. HasMark ? DotNetEncoding.GetPreamble() : [], .. DotNetEncoding.GetBytes(text)];
        return IsCompressed ? TableBench.Gzip(bytes) : bytes;
    }

    public string Read(byte[] table)
    {
        var bytes = IsCompressed ? TableBench.Gunzip(table) : table;
        var mark = HasMark ? DotNetEncoding.GetPreamble() : [];
        Assert.Equal(mark, bytes[..mark.Length]);
        return DotNetEncoding.GetString(bytes[mark.Length..]);
    }

    private Encoding DotNetEncoding => Encoding switch
    {
        TableEncoding.Utf16 => new UnicodeEncoding(bigEndian: false, byteOrderMark: true),
        TableEncoding.Utf16BigEndian => new UnicodeEncoding(bigEndian: true, byteOrderMark: true),
        TableEncoding.Windows1252 => CodePagesEncodingProvider.Instance.GetEncoding(1252)!,
        _ => new UTF8Encoding(encoderShouldEmitUTF8Identifier: true),
    };

    /// <summary>UTF-16 has a mark here, UTF-8 may have one.</summary>
    private static bool IsMarked(TableEncoding encoding, bool mayBe) => encoding switch
    {
        TableEncoding.Utf8 => mayBe,
        TableEncoding.Utf16 or TableEncoding.Utf16BigEndian => true,
        TableEncoding.Windows1252 => false,
    };

    /// <summary>The text in the characters that Windows-1252 has.</summary>
    private static string Latin(string text) =>
        string.Concat(text.Select(c => c < '\u0080' || c is >= '\u00A0' and <= '\u00FF' ? c : '?'));

    /// <summary>The text without halves of surrogate pairs, which UTF-8 cannot write.</summary>
    private static string WellFormed(string text) =>
        System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text));
}
