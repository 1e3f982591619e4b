using System.Collections.Concurrent;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace DavidBert.Glossaries;

/// <summary>
/// The glossary of a bundle: lines of <c>term</c>, tab and <c>definition</c> in UTF-8, sorted by the bytes of the term.
/// It is not read when it is opened: a term is found by halving the file, whose middle lines are remembered, so that
/// one read of a few kilobytes is left for a term. A file that is cut off under it loses terms, no more. Thread-safe.
/// </summary>
internal sealed class GlossaryFile : IGlossary, IDisposable
{
    /// <summary>A definition that begins so is the name of the entry that has it: <c>went</c> is <c>=go</c>.</summary>
    public const char Reference = '=';

    private const int Block = 4096;

    private readonly SafeFileHandle file;
    private readonly long length;
    private readonly ConcurrentDictionary<long, (long Start, byte[] Line)> middles = new();

    private GlossaryFile(SafeFileHandle file) => (this.file, length) = (file, RandomAccess.GetLength(file));

    /// <summary>Opens a file.</summary>
    /// <exception cref="IOException">The file is missing, empty or cannot be read.</exception>
    public static GlossaryFile Open(string path)
    {
        var opened = new GlossaryFile(File.OpenHandle(
            path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.RandomAccess));
        if (opened.length == 0)
        {
            opened.Dispose();
            throw new IOException($"'{path}' is empty; a glossary has at least one line.");
        }

        return opened;
    }

    /// <summary>The terms of a glossary file in its order.</summary>
    public static IEnumerable<string> TermsOf(string path) =>
        File.ReadLines(path).Select(line => line.Split('\t')[0]);

    /// <inheritdoc />
    public string? Find(string term)
    {
        var found = DefinitionOf(term);
        return found is [Reference, ..] ? DefinitionOf(found[1..]) : found;
    }

    /// <inheritdoc />
    public bool BeginsTerm(string word)
    {
        var wanted = Encoding.UTF8.GetBytes(word + " ");
        return FirstFrom(wanted) is { } line && line.AsSpan().StartsWith(wanted);
    }

    /// <inheritdoc />
    public void Dispose() => file.Dispose();

    private string? DefinitionOf(string term)
    {
        var wanted = Encoding.UTF8.GetBytes(term + "\t");
        return FirstFrom(wanted) is { } line && line.AsSpan().StartsWith(wanted)
            ? Encoding.UTF8.GetString(line.AsSpan(wanted.Length))
            : null;
    }

    /// <summary>
    /// The first line that is not before <paramref name="wanted"/>, a term with a tab or a blank behind it; null where
    /// there is none.
    /// </summary>
    private byte[]? FirstFrom(byte[] wanted)
    {
        var (low, high) = (0L, length);
        while (high - low > Block)
        {
            var (start, line) = middles.GetOrAdd(low + ((high - low) / 2), LineAt);
            var end = start + line.Length + 1; // of a file that is cut off not above low
            (low, high) = IsBefore(line, wanted) && end > low ? (end, high) : (low, Math.Min(start, high));
        }

        // The first line from high on is not before it; of those below, some may be so too.
        for (var rest = Read(low, (int)Math.Max(0, high - low)).AsSpan(); rest.Length > 0;)
        {
            var end = rest.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            if (!IsBefore(line, wanted))
            {
                return line.ToArray();
            }

            rest = end < 0 ? [] : rest[(end + 1)..];
        }

        return high < length ? LineAt(high).Line : null;
    }

    /// <summary>
    /// Terms are compared by their bytes, and what stands behind a term comes before everything else.
    /// </summary>
    private static bool IsBefore(ReadOnlySpan<byte> line, ReadOnlySpan<byte> wanted)
    {
        var tab = line.IndexOf((byte)'\t');
        var term = tab < 0 ? line : line[..tab];
        return wanted[^1] == (byte)'\t'
            ? term.SequenceCompareTo(wanted[..^1]) < 0
            : term.SequenceCompareTo(wanted) < 0;
    }

    /// <summary>The line that holds the place, and where it begins.</summary>
    private (long Start, byte[] Line) LineAt(long place)
    {
        for (var around = Block / 8; ; around *= 2)
        {
            var first = Math.Max(0, place - around);
            var part = Read(first, 2 * around);
            var before = (int)Math.Min(place - first, part.Length);
            var start = part.AsSpan(0, before).LastIndexOf((byte)'\n') + 1;
            var end = part.AsSpan(before).IndexOf((byte)'\n');
            var isWhole = (start > 0 || first == 0) && (end >= 0 || part.Length < 2 * around);
            if (isWhole)
            {
                return (first + start, part[start..(end < 0 ? part.Length : before + end)]);
            }
        }
    }

    private byte[] Read(long offset, int count)
    {
        var bytes = new byte[count];
        var read = 0;
        while (read < count && RandomAccess.Read(file, bytes.AsSpan(read), offset + read) is > 0 and var more)
        {
            read += more;
        }

        return read == count ? bytes : bytes[..read];
    }
}
