using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace DavidBert.Labelling;

/// <summary>
/// The scanner of lines and of cells between separators. A CSV library gives values, and takes what follows a lone
/// quote for one cell; here the borders must be exact, found without decoding, and a lone quote costs its own line
/// only: a record of several lines counts as one only where each quoted cell of it is closed right before a separator
/// or a line end, and where it has no more cells than the table has columns.
/// </summary>
internal abstract class CellScanner : RecordScanner
{
    /// <summary>The scanner of a dialect.</summary>
    /// <param name="dialect">The dialect.</param>
    /// <param name="maxCells">The most cells of a record of several lines.</param>
    public static CellScanner Create(TableDialect dialect, int maxCells = int.MaxValue) => dialect.Encoding switch
    {
        TableEncoding.Utf8 or TableEncoding.Windows1252 => new CellScanner<byte>(
            dialect,
            maxCells,
            static c => (byte)c),
        TableEncoding.Utf16 => new CellScanner<char>(dialect, maxCells, static c => c),
        TableEncoding.Utf16BigEndian => new CellScanner<char>(
            dialect, maxCells, static c => (char)BinaryPrimitives.ReverseEndianness(c)),
    };

    /// <summary>Finds the cells of a record; at least one.</summary>
    /// <param name="body">The record without its line end.</param>
    /// <param name="cells">Where to put them.</param>
    public abstract void Split(ReadOnlySpan<byte> body, List<Cell> cells);
}

/// <summary>The scanner over code units of one width.</summary>
internal sealed class CellScanner<T>(TableDialect dialect, int maxCells, Func<char, T> unit) : CellScanner
    where T : unmanaged, IEquatable<T>
{
    private readonly bool hasQuotes = dialect is { IsSeparated: true, Quote: not null };
    private readonly bool endsAtReturn = dialect.LineEnd == LineEnd.Cr;
    private readonly T quote = unit(dialect.Quote ?? '"');
    private readonly T backslash = unit('\\');
    private readonly T separator = unit(dialect.Separator);
    private readonly T feed = unit('\n');
    private readonly T carriageReturn = unit('\r');
    private readonly int width = TextEncoding.UnitBytes(dialect.Encoding);

    /// <inheritdoc />
    public override Record? Next(ReadOnlySpan<byte> content, bool isEnd, bool isFull)
    {
        var units = MemoryMarshal.Cast<byte, T>(content);
        return (hasQuotes ? Cells(units, isEnd, isFull) : Line(units, isEnd)) is var (length, body, lines, quotes)
            ? new Record(length * width, body * width, lines, quotes)
            : null;
    }

    /// <inheritdoc />
    public override void Split(ReadOnlySpan<byte> body, List<Cell> cells)
    {
        var units = MemoryMarshal.Cast<byte, T>(body);
        for (var (start, isLast) = (0, false); !isLast;)
        {
            var (at, close) = (start, -1);
            if (hasQuotes && at < units.Length && units[at].Equals(quote))
            {
                close = ClosingQuote(units, at);
                close = close < 0 ? units.Length : close;
                at = Math.Min(close + 1, units.Length);
            }

            var length = units[at..].IndexOf(separator);
            isLast = length < 0;
            var end = isLast ? units.Length : at + length;
            cells.Add(new Cell(start * width, end * width, close * width));
            start = end + 1;
        }
    }

    /// <summary>A record of cells, of which some may be quoted; its lengths are in units.</summary>
    private Record? Cells(ReadOnlySpan<T> units, bool isEnd, bool isFull)
    {
        var (at, lines, cells, quotes) = (0, 1, 1, QuoteUse.None);
        while (true)
        {
            var isQuoted = at < units.Length && units[at].Equals(quote);
            if (isQuoted)
            {
                var close = ClosingQuote(units, at);
                if (close < 0 || (close + 1 == units.Length && !isEnd))
                {
                    return isEnd || isFull ? FirstLine(units, isEnd) : null;
                }

                lines += units[at..close].Count(endsAtReturn ? carriageReturn : feed);
                at = close + 1;
            }

            var stop = Stop(units, at, isEnd, orSeparator: true);
            quotes = isQuoted && stop != at
                ? QuoteUse.Loose
                : isQuoted && quotes == QuoteUse.None ? QuoteUse.Whole : quotes;
            if (lines > 1 && (quotes == QuoteUse.Loose || cells > maxCells || (stop < 0 && isFull)))
            {
                return FirstLine(units, isEnd);
            }

            if (stop < 0)
            {
                return null;
            }

            if (stop == units.Length || !units[stop].Equals(separator))
            {
                return Ended(units, stop, lines, quotes);
            }

            at = stop + 1;
            cells++;
        }
    }

    private Record? Line(ReadOnlySpan<T> units, bool isEnd) =>
        Stop(units, 0, isEnd, orSeparator: false) is var stop && stop >= 0
            ? Ended(units, stop, 1, QuoteUse.None)
            : null;

    private Record? FirstLine(ReadOnlySpan<T> units, bool isEnd) =>
        Line(units, isEnd) is { } line ? line with { Quotes = QuoteUse.Lone } : null;

    /// <summary>
    /// Where the quoted cell that opens at <paramref name="open"/> is closed; negative where it is not.
    /// </summary>
    private int ClosingQuote(ReadOnlySpan<T> units, int open)
    {
        for (var at = open + 1; ;)
        {
            var next = units[at..].IndexOf(quote);
            if (next < 0)
            {
                return -1;
            }

            at += next;
            if (dialect.HasBackslashes && IsEscaped(units[(open + 1)..at]))
            {
                at++;
            }
            else if (at + 1 == units.Length || !units[at + 1].Equals(quote))
            {
                return at;
            }
            else
            {
                at += 2;
            }
        }
    }

    /// <summary>Whether what follows is escaped: an odd number of backslashes stands before it.</summary>
    private bool IsEscaped(ReadOnlySpan<T> before) =>
        ((before.Length - 1 - before.LastIndexOfAnyExcept(backslash)) & 1) == 1;

    /// <summary>The next line end or separator, or the end of all; negative where more must be seen.</summary>
    private int Stop(ReadOnlySpan<T> units, int at, bool isEnd, bool orSeparator)
    {
        while (true)
        {
            var rest = units[at..];
            var next = orSeparator
                ? rest.IndexOfAny(separator, feed, carriageReturn)
                : rest.IndexOfAny(feed, carriageReturn);
            if (next < 0)
            {
                return isEnd ? units.Length : -1;
            }

            at += next;
            if (!units[at].Equals(carriageReturn))
            {
                return at;
            }

            if (at + 1 == units.Length && !isEnd)
            {
                return -1;
            }

            if (endsAtReturn || (at + 1 < units.Length && units[at + 1].Equals(feed)))
            {
                return at;
            }

            at++;
        }
    }

    /// <summary>The record whose line end begins at <paramref name="stop"/>.</summary>
    private Record Ended(ReadOnlySpan<T> units, int stop, int lines, QuoteUse quotes)
    {
        var isPair = stop + 1 < units.Length && units[stop].Equals(carriageReturn) && units[stop + 1].Equals(feed);
        return new Record(Math.Min(stop + (isPair ? 2 : 1), units.Length), stop, lines, quotes);
    }
}
