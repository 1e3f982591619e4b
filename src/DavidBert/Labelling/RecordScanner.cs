using System.Buffers.Binary;

namespace DavidBert.Labelling;

/// <summary>
/// Finds where records end, in the bytes as they are. A CSV library gives values, and takes what follows a lone quote for
/// one cell; here the borders must be exact, found without decoding, and a lone quote costs its own line only: a record
/// of several lines counts as one only where each quoted cell of it is closed right before a separator or a line end, and
/// where it has no more cells than the table has columns.
/// </summary>
internal abstract class RecordScanner
{
    /// <summary>The scanner of a dialect.</summary>
    /// <param name="dialect">The dialect.</param>
    /// <param name="maxCells">The most cells of a record of several lines.</param>
    public static RecordScanner Create(TableDialect dialect, int maxCells = int.MaxValue) => dialect.Encoding switch
    {
        TableEncoding.Utf8 => new UnitScanner<byte>(dialect, maxCells, static c => (byte)c),
        TableEncoding.Utf16 => new UnitScanner<char>(dialect, maxCells, static c => c),
        _ => new UnitScanner<char>(dialect, maxCells, static c => (char)BinaryPrimitives.ReverseEndianness(c)),
    };

    /// <summary>The record that the content begins with, or null where its end is not in sight.</summary>
    /// <param name="content">The bytes from the record's beginning, no more than the longest record has.</param>
    /// <param name="isEnd">Whether nothing follows the content.</param>
    /// <param name="isFull">Whether a record cannot be longer than the content.</param>
    public abstract Record? Next(ReadOnlySpan<byte> content, bool isEnd, bool isFull);
}
