using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;
using DavidBert.Labelling;

namespace DavidBert.Cli.Shell;

/// <summary>A phrase as the user gave it.</summary>
/// <param name="Text">The phrase; what is not text in it is U+FFFD.</param>
/// <param name="Fault">Why it is not the phrase that was meant; null where it is.</param>
internal readonly record struct GivenPhrase(string Text, string? Fault = null);

/// <summary>
/// The lines of a stream of UTF-8, as many at a time as have arrived: a line typed is answered at once, and a
/// long file passes through in flat memory. A byte order mark at the start is dropped.
/// </summary>
internal sealed class LineReader(Stream stream)
{
    /// <summary>The most lines given at once.</summary>
    public const int MaxLines = 1_024;

    private const int BufferBytes = 1 << 16;
    private const int LookedBytes = 1 << 8;

    private long number;

    private static ReadOnlySpan<byte> Mark => [0xEF, 0xBB, 0xBF];

    /// <summary>The lines of standard input; on a terminal, a hint is shown first.</summary>
    public static LineReader FromStandardInput()
    {
        var stream = StandardInput.Open();
        if (!Console.IsInputRedirected)
        {
            var end = OperatingSystem.IsWindows() ? "Ctrl+Z and Enter" : "Ctrl+D";
            StandardError.WriteLine($"Type one phrase per line; {end} ends the input.");
        }

        return new LineReader(stream);
    }

    /// <summary>The lines in their order, without their line ends (<c>\n</c> or <c>\r\n</c>).</summary>
    /// <exception cref="UsageException">The stream begins like something else than lines of UTF-8.</exception>
    public async IAsyncEnumerable<IReadOnlyList<GivenPhrase>> ReadAsync(
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        var reader = PipeReader.Create(
            stream, new StreamPipeReaderOptions(bufferSize: BufferBytes, minimumReadSize: BufferBytes / 2));
        var lines = new List<GivenPhrase>(MaxLines);
        var isBeginning = true;
        while (true)
        {
            var read = await reader.ReadAsync(cancellation);
            var rest = read.Buffer;
            if (isBeginning)
            {
                RefuseForeign(rest);
                isBeginning = !SkipMark(ref rest);
            }

            while (TakeLine(ref rest, read.IsCompleted) is { } line)
            {
                lines.Add(line);
                isBeginning = false;
                if (lines.Count == MaxLines)
                {
                    yield return lines;
                    lines.Clear();
                }
            }

            reader.AdvanceTo(rest.Start, rest.End);
            if (lines.Count > 0)
            {
                yield return lines;
                lines.Clear();
            }

            if (read.IsCompleted)
            {
                yield break;
            }
        }
    }

    private static bool SkipMark(ref ReadOnlySequence<byte> rest)
    {
        var reader = new SequenceReader<byte>(rest);
        var isMark = reader.IsNext(Mark, advancePast: true);
        rest = reader.UnreadSequence;
        return isMark;
    }

    private static void RefuseForeign(ReadOnlySequence<byte> beginning)
    {
        Span<byte> bytes = stackalloc byte[(int)Math.Min(beginning.Length, LookedBytes)];
        beginning.Slice(0, bytes.Length).CopyTo(bytes);
        if (EncodingSniffer.Foreign(bytes) is { } foreign)
        {
            throw new UsageException($"standard input is {foreign}; give lines of UTF-8.");
        }
    }

    /// <summary>
    /// The next line, or null if its end has not arrived; the last line of a stream needs no line end.
    /// </summary>
    private GivenPhrase? TakeLine(ref ReadOnlySequence<byte> rest, bool isAll)
    {
        if (rest.PositionOf((byte)'\n') is { } end)
        {
            var line = rest.Slice(0, end);
            rest = rest.Slice(rest.GetPosition(1, end));
            return Decode(line);
        }

        if (!isAll || rest.IsEmpty)
        {
            return null;
        }

        var last = rest;
        rest = rest.Slice(rest.End);
        return Decode(last);
    }

    private GivenPhrase Decode(ReadOnlySequence<byte> bytes)
    {
        number++;
        ReadOnlySpan<byte> line = bytes.IsSingleSegment ? bytes.FirstSpan : bytes.ToArray();
        line = line is [.. var start, (byte)'\r'] ? start : line;
        return new GivenPhrase(
            Encoding.UTF8.GetString(line),
            Utf8.IsValid(line)
                ? null
                : string.Create(CultureInfo.InvariantCulture, $"Line {number} is not UTF-8. Save the text as UTF-8."));
    }
}
