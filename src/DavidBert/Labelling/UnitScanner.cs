using System.Runtime.InteropServices;

namespace DavidBert.Labelling;

/// <summary>The scanner over code units of one width.</summary>
internal sealed class UnitScanner<T>(TableDialect dialect, int maxCells, Func<char, T> unit) : RecordScanner
    where T : unmanaged, IEquatable<T>
{
    private readonly bool hasQuotes = dialect is { IsSeparated: true, Quote: not null };
    private readonly bool endsAtReturn = dialect.LineEnd == LineEnd.Cr;
    private readonly T quote = unit(dialect.Quote ?? '"');
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
            quotes = isQuoted && stop != at ? QuoteUse.Loose : isQuoted && quotes == QuoteUse.None ? QuoteUse.Whole : quotes;
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
        Stop(units, 0, isEnd, orSeparator: false) is var stop && stop >= 0 ? Ended(units, stop, 1, QuoteUse.None) : null;

    private Record? FirstLine(ReadOnlySpan<T> units, bool isEnd) =>
        Line(units, isEnd) is { } line ? line with { Quotes = QuoteUse.Lone } : null;

    /// <summary>Where the quoted cell that opens at <paramref name="open"/> is closed; negative where it is not.</summary>
    private int ClosingQuote(ReadOnlySpan<T> units, int open)
    {
        for (var at = open + 1; ; at += 2)
        {
            var next = units[at..].IndexOf(quote);
            if (next < 0)
            {
                return -1;
            }

            at += next;
            if (at + 1 == units.Length || !units[at + 1].Equals(quote))
            {
                return at;
            }
        }
    }

    /// <summary>The next line end or separator, or the end of all; negative where more must be seen.</summary>
    private int Stop(ReadOnlySpan<T> units, int at, bool isEnd, bool orSeparator)
    {
        while (true)
        {
            var rest = units[at..];
            var next = orSeparator ? rest.IndexOfAny(separator, feed, carriageReturn) : rest.IndexOfAny(feed, carriageReturn);
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
