namespace DavidBert.Labelling;

/// <summary>Tells the encoding of a table from its first bytes, and refuses what is not text.</summary>
internal static class EncodingSniffer
{
    private const int Looked = 1 << 14;

    private static readonly (byte[] Magic, string Name)[] Binaries =
    [
        ([.. "PK\u0003\u0004"u8], "a zip file or an Excel workbook"),
        ([0xD0, 0xCF, 0x11, 0xE0], "an old Excel workbook"),
        ([.. "%PDF-"u8], "a PDF"),
        ([.. "PAR1"u8], "a Parquet file"),
        ([.. "SQLite format 3"u8], "a database"),
        ([.. "BZh"u8], "compressed by bzip2"),
        ([0xFD, .. "7zXZ"u8], "compressed by xz"),
        ([0x28, 0xB5, 0x2F, 0xFD], "compressed by zstd"),
        ([.. "7z"u8, 0xBC, 0xAF], "a 7z archive"),
        ([0x89, .. "PNG"u8], "a picture"),
        ([0xFF, 0xD8, 0xFF], "a picture"),
        ([.. "GIF8"u8], "a picture"),
    ];

    /// <summary>The encoding, and whether a byte order mark says so.</summary>
    /// <exception cref="LabelException">The bytes are not text of an encoding that can be read.</exception>
    public static (TableEncoding Encoding, bool HasMark) Sniff(ReadOnlySpan<byte> sample, TableEncoding? given)
    {
        if (Binary(sample) is { } name)
        {
            throw new LabelException(TableError.Binary, $"The file is {name}; save the table as CSV in UTF-8.");
        }

        if (given is null && IsUtf32(sample))
        {
            throw new LabelException(TableError.WrongEncoding, "The file is UTF-32; save it as UTF-8.");
        }

        foreach (var encoding in Enum.GetValues<TableEncoding>())
        {
            if (TextEncoding.Mark(encoding) is { IsEmpty: false } mark && sample.StartsWith(mark))
            {
                return given is null || given == encoding
                    ? (encoding, true)
                    : throw new LabelException(
                        TableError.WrongEncoding,
                        $"The file begins with the byte order mark of {encoding}; {given} was given.");
            }
        }

        var beginning = sample[..Math.Min(sample.Length, Looked)];
        var found = given ?? Guess(beginning);
        RefuseControls(beginning, found);
        return (found, false);
    }

    /// <summary>What a stream is that begins so, where that is clearly not UTF-8; else null.</summary>
    public static string? Foreign(ReadOnlySpan<byte> beginning) => Binary(beginning)
        ?? (beginning.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]) ? "compressed by gzip"
            : IsUtf32(beginning) ? "UTF-32"
            : beginning.StartsWith(TextEncoding.Mark(TableEncoding.Utf16))
                || beginning.StartsWith(TextEncoding.Mark(TableEncoding.Utf16BigEndian))
                || Guess(beginning) != TableEncoding.Utf8 ? "UTF-16"
            : null);

    private static string? Binary(ReadOnlySpan<byte> sample)
    {
        foreach (var (magic, name) in Binaries)
        {
            if (sample.StartsWith(magic)
                && (magic.Length > 3 || sample[..Math.Min(sample.Length, Looked)].Contains((byte)0)))
            {
                return name;
            }
        }

        return null;
    }

    private static bool IsUtf32(ReadOnlySpan<byte> sample) =>
        sample.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE, 0, 0])
        || sample.StartsWith((ReadOnlySpan<byte>)[0, 0, 0xFE, 0xFF]);

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

    /// <summary>
    /// An eighth of random bytes are control characters, and half of them are not UTF-8. Text may have a few of the
    /// first, or many of the second if its encoding is not known, but not both.
    /// </summary>
    private static void RefuseControls(ReadOnlySpan<byte> sample, TableEncoding encoding)
    {
        var text = TextEncoding.Of(encoding).GetString(sample).TrimEnd('\u001A');
        var zeros = text.AsSpan().Count('\0');
        var controls = text.Count(c => c < ' ' && c is not ('\t' or '\n' or '\r'));
        var broken = text.AsSpan().Count('\uFFFD');
        if ((controls - zeros) * 10 > text.Length
            || zeros * 2 > text.Length
            || (controls * 32 > text.Length && broken * 8 > text.Length))
        {
            throw new LabelException(
                TableError.Binary, "The file is not text: too many of its first bytes are control characters.");
        }
    }
}
