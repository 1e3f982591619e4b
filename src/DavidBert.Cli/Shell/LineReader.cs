using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text;

namespace DavidBert.Cli.Shell;

/// <summary>
/// The lines of a stream of UTF-8, as many at a time as have arrived: a line typed is answered at once, and a
/// long file passes through in flat memory. Bytes that are not UTF-8 become U+FFFD; a byte order mark at the start is
/// dropped.
/// </summary>
internal sealed class LineReader(Stream stream)
{
    /// <summary>The most lines given at once.</summary>
    public const int MaxLines = 1_024;

    private const int BufferBytes = 1 << 16;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

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
    public async IAsyncEnumerable<IReadOnlyList<string>> ReadAsync(
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        var reader = PipeReader.Create(
            stream, new StreamPipeReaderOptions(bufferSize: BufferBytes, minimumReadSize: BufferBytes / 2));
        var lines = new List<string>(MaxLines);
        var isBeginning = true;
        while (true)
        {
            var read = await reader.ReadAsync(cancellation);
            var rest = read.Buffer;
            isBeginning = isBeginning && !SkipMark(ref rest);
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

    /// <summary>
    /// The next line, or null if its end has not arrived; the last line of a stream needs no line end.
    /// </summary>
    private static string? TakeLine(ref ReadOnlySequence<byte> rest, bool isAll)
    {
        if (rest.PositionOf((byte)'\n') is { } end)
        {
            var line = Utf8.GetString(rest.Slice(0, end));
            rest = rest.Slice(rest.GetPosition(1, end));
            return line.EndsWith('\r') ? line[..^1] : line;
        }

        if (!isAll || rest.IsEmpty)
        {
            return null;
        }

        var last = Utf8.GetString(rest);
        rest = rest.Slice(rest.End);
        return last.EndsWith('\r') ? last[..^1] : last;
    }
}
