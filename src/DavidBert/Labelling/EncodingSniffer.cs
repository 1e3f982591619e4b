namespace DavidBert.Labelling;

/// <summary>Tells the encoding of a table from its first bytes, and refuses what is no table.</summary>
internal static class EncodingSniffer
{
    private const int Looked = 1 << 14;

    private static readonly (byte[] Magic, string Name)[] Binaries =
    [
        ([.. "PK\u0003\u0004"u8], "a zip file or an Excel workbook"), ([.. "%PDF-"u8], "a PDF"), ([.. "PAR1"u8], "a Parquet file"),
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

        if (given is null && (sample.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE, 0, 0]) || sample.StartsWith((ReadOnlySpan<byte>)[0, 0, 0xFE, 0xFF])))
        {
            throw new LabelException("wrong_encoding", "The file is UTF-32; save it as UTF-8.");
        }

        foreach (var encoding in Enum.GetValues<TableEncoding>())
        {
            if (sample.StartsWith(TextEncoding.Mark(encoding)))
            {
                return given is null || given == encoding
                    ? (encoding, true)
                    : throw new LabelException("wrong_encoding", $"The file begins with the byte order mark of {encoding}; {given} was given.");
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
            var (high, low) when pairs > 0 && high >= pairs * 0.7 && low <= pairs * 0.05 => TableEncoding.Utf16BigEndian,
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

        if (controls * 10 > sample.Length || (encoding == TableEncoding.Utf8 && sample.Count((byte)0) * 2 > sample.Length))
        {
            throw new LabelException("binary", "The file is not text: too many of its first bytes are control characters.");
        }
    }
}
