using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DavidBert.Labelling;

/// <summary>
/// The scanner of a JSON array: a record is an element, and what stands between it and the next one belongs to it. It
/// finds the borders only; whether an element is right is seen when it is read.
/// </summary>
internal abstract class JsonArrayScanner : RecordScanner
{
    /// <summary>The scanner of an array in the dialect's encoding.</summary>
    /// <param name="dialect">The dialect.</param>
    /// <param name="isPart">Whether the content may end before the array does.</param>
    public static JsonArrayScanner Create(TableDialect dialect, bool isPart = false) => dialect.Encoding switch
    {
        TableEncoding.Utf8 or TableEncoding.Windows1252 => new JsonArrayScanner<byte>(isPart, static c => (byte)c),
        TableEncoding.Utf16 => new JsonArrayScanner<char>(isPart, static c => c),
        TableEncoding.Utf16BigEndian => new JsonArrayScanner<char>(
            isPart,
            static c => (char)BinaryPrimitives.ReverseEndianness(c)),
    };

    /// <summary>How many bytes open the array: up to its first element, or all of it where it has none.</summary>
    /// <param name="content">The content from behind the byte order mark.</param>
    /// <exception cref="LabelException">The content is not an array, or something follows it.</exception>
    public abstract int Opening(ReadOnlySpan<byte> content);
}

/// <summary>The scanner over code units of one width.</summary>
internal sealed class JsonArrayScanner<T>(bool isPart, Func<char, T> unit) : JsonArrayScanner
    where T : unmanaged, IEquatable<T>
{
    private readonly T[] space = [unit(' '), unit('\t'), unit('\n'), unit('\r')];
    private readonly T[] tail = [unit(' '), unit('\t'), unit('\n'), unit('\r'), unit('\u001A')];
    private readonly T[] ends = [unit(' '), unit('\t'), unit('\n'), unit('\r'), unit(','), unit(']')];
    private readonly T[] structure = [unit('"'), unit('{'), unit('['), unit('}'), unit(']')];
    private readonly T[] inText = [unit('"'), unit('\\')];
    private readonly T feed = unit('\n');
    private readonly T quote = unit('"');
    private readonly T comma = unit(',');
    private readonly T open = unit('[');
    private readonly T close = unit(']');
    private readonly int width = Unsafe.SizeOf<T>();

    /// <inheritdoc />
    public override int Opening(ReadOnlySpan<byte> content)
    {
        var units = MemoryMarshal.Cast<byte, T>(content);
        var at = Skip(units, 0);
        if (at == units.Length || !units[at].Equals(open))
        {
            throw Damaged("expected [ at its beginning");
        }

        at = Skip(units, at + 1);
        if (at < units.Length && units[at].Equals(close))
        {
            at = SkipEnd(units, at + 1);
            return at == units.Length ? at * width : throw Damaged("something follows it");
        }

        return at * width;
    }

    /// <inheritdoc />
    public override Record? Next(ReadOnlySpan<byte> content, bool isEnd, bool isFull)
    {
        var units = MemoryMarshal.Cast<byte, T>(content);
        var body = units.IsEmpty ? -1 : EndOfElement(units);
        if (body == 0)
        {
            throw Damaged("expected an element");
        }

        var at = body < 0 ? units.Length : Skip(units, body);
        if (at == units.Length)
        {
            return isEnd && !isFull ? throw Damaged("it has no end") : null;
        }

        var isLast = units[at].Equals(close);
        if (!isLast && !units[at].Equals(comma))
        {
            throw Damaged("expected , or ] behind an element");
        }

        at = isLast ? SkipEnd(units, at + 1) : Skip(units, at + 1);
        if (at == units.Length && !isEnd)
        {
            return null;
        }

        return isLast == (at == units.Length) || (isPart && !isLast)
            ? new Record(at * width, body * width, units[..at].Count(feed), QuoteUse.None)
            : throw Damaged(isLast ? "something follows it" : "it has no end");
    }

    /// <summary>Where the element that the content begins with ends; negative where that is not in sight.</summary>
    private int EndOfElement(ReadOnlySpan<T> units)
    {
        var (at, depth) = (0, 0);
        do
        {
            if (depth == 0 && !structure.AsSpan(0, 3).Contains(units[at]))
            {
                return units.IndexOfAny(ends);
            }

            var next = units[at..].IndexOfAny(structure);
            if (next < 0)
            {
                return -1;
            }

            at += next;
            if (units[at].Equals(quote))
            {
                at = EndOfText(units, at + 1);
                if (at < 0)
                {
                    return -1;
                }
            }
            else
            {
                depth += structure.AsSpan(1, 2).Contains(units[at]) ? 1 : -1;
                at++;
            }
        }
        while (depth > 0 && at < units.Length);
        return depth > 0 ? -1 : at;
    }

    /// <summary>What follows the quote that ends a text; negative where that is not in sight.</summary>
    private int EndOfText(ReadOnlySpan<T> units, int at)
    {
        while (true)
        {
            var next = at <= units.Length ? units[at..].IndexOfAny(inText) : -1;
            if (next < 0)
            {
                return -1;
            }

            at += next;
            if (units[at].Equals(quote))
            {
                return at + 1;
            }

            at += 2;
        }
    }

    private int Skip(ReadOnlySpan<T> units, int at)
    {
        var next = units[at..].IndexOfAnyExcept(space);
        return next < 0 ? units.Length : at + next;
    }

    /// <summary>Passes over white space and the sign that ended files under DOS.</summary>
    private int SkipEnd(ReadOnlySpan<T> units, int at)
    {
        var next = units[at..].IndexOfAnyExcept(tail);
        return next < 0 ? units.Length : at + next;
    }

    private static LabelException Damaged(string why) =>
        new(TableError.Damaged, $"The JSON array is damaged or cut off: {why}.");
}
