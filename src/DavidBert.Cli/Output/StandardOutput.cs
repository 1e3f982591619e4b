using System.Text;
using Microsoft.Win32.SafeHandles;

namespace DavidBert.Cli.Output;

/// <summary>Standard output as bytes, and as UTF-8 whatever the locale says.</summary>
internal static class StandardOutput
{
    private const int Handle = 1;
    private const int BrokenPipe = 32; // EPIPE
    private const int WindowsBrokenPipe = unchecked((int)0x8007006D);
    private const int WindowsNoData = unchecked((int)0x800700E8);

    /// <summary>Opens the stream. Unlike the console's own, it throws when nobody reads any more.</summary>
    /// <exception cref="UsageException">It was closed by whoever started the process.</exception>
    public static Stream Open()
    {
        if (!StandardHandle.IsInherited(Handle))
        {
            throw new UsageException("standard output is closed; send it to a file or a pipe.");
        }

        if (OperatingSystem.IsWindows())
        {
            return Console.OpenStandardOutput();
        }

        // A file is left to the console's stream: a file stream would write at an offset of its own.
        var stream = new FileStream(new SafeFileHandle(Handle, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return stream.CanSeek ? Console.OpenStandardOutput() : stream;
    }

    /// <summary>A writer of UTF-8 with line feeds; leaves the stream open.</summary>
    public static StreamWriter Writer(Stream output) =>
        new(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 1 << 14, leaveOpen: true) { NewLine = "\n" };

    /// <summary>Whether the error says that the reader of the output has gone.</summary>
    public static bool IsClosed(IOException e) => e.HResult is BrokenPipe or WindowsBrokenPipe or WindowsNoData;
}
