using System.IO.MemoryMappedFiles;
using System.Text;

namespace DavidBert.Glossaries;

/// <summary>
/// The glossary of a bundle: lines of <c>term</c>, tab and <c>definition</c> in UTF-8, sorted by the bytes of the term. It is mapped,
/// not read: a term is found by halving the file, so that opening it costs nothing and memory holds only the pages that were
/// looked at. Thread-safe.
/// </summary>
public sealed class GlossaryFile : IGlossary, IDisposable
{
    /// <summary>A definition that begins so is the name of the entry that has it: <c>went</c> is <c>=go</c>.</summary>
    public const char Reference = '=';

    private const int UsualLine = 256;

    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;
    private readonly long length;

    private GlossaryFile(MemoryMappedFile file, MemoryMappedViewAccessor view, long length) =>
        (this.file, this.view, this.length) = (file, view, length);

    /// <summary>Maps a file.</summary>
    /// <exception cref="IOException">The file is missing, empty or cannot be mapped.</exception>
    public static GlossaryFile Open(string path)
    {
        var bytes = new FileInfo(path).Length;
        if (bytes == 0)
        {
            throw new IOException($"'{path}' is empty; a glossary has at least one line.");
        }

        var mapped = MemoryMappedFile.CreateFromFile(path, FileMode.Open, mapName: null, 0, MemoryMappedFileAccess.Read);
        return new GlossaryFile(mapped, mapped.CreateViewAccessor(0, bytes, MemoryMappedFileAccess.Read), bytes);
    }

    /// <inheritdoc />
    public string? Find(string term)
    {
        var found = FindLine(term);
        return found is [Reference, ..] ? FindLine(found[1..]) : found;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        view.Dispose();
        file.Dispose();
    }

    private string? FindLine(string term)
    {
        var wanted = Encoding.UTF8.GetBytes(term);
        Span<byte> buffer = stackalloc byte[UsualLine];
        var (low, high) = (0L, length);
        while (low < high)
        {
            var start = LineStart(low, low + ((high - low) / 2), buffer);
            var line = Line(start, buffer);
            var tab = line.IndexOf((byte)'\t');
            var order = wanted.AsSpan().SequenceCompareTo(line[..Math.Max(tab, 0)]);
            if (order == 0)
            {
                return Encoding.UTF8.GetString(line[(tab + 1)..]);
            }

            (low, high) = order < 0 ? (low, start) : (start + line.Length + 1, high);
        }

        return null;
    }

    /// <summary>Where the line that holds <paramref name="at"/> begins; it begins at <paramref name="least"/> or after.</summary>
    private long LineStart(long least, long at, Span<byte> buffer)
    {
        while (at > least)
        {
            var count = (int)Math.Min(buffer.Length, at - least);
            var before = buffer[..count];
            view.SafeMemoryMappedViewHandle.ReadSpan((ulong)(at - count), before);
            var end = before.LastIndexOf((byte)'\n');
            if (end >= 0)
            {
                return at - count + end + 1;
            }

            at -= count;
        }

        return least;
    }

    /// <summary>The line that begins at <paramref name="start"/>, without its end.</summary>
    private Span<byte> Line(long start, Span<byte> buffer)
    {
        while (true)
        {
            var part = buffer[..(int)Math.Min(buffer.Length, length - start)];
            view.SafeMemoryMappedViewHandle.ReadSpan((ulong)start, part);
            var end = part.IndexOf((byte)'\n');
            if (end >= 0 || part.Length == length - start)
            {
                return end >= 0 ? part[..end] : part;
            }

            buffer = new byte[buffer.Length * 2];
        }
    }
}
