using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace DavidBert.Cli.Shell;

/// <summary>Standard input as bytes.</summary>
internal static class StandardInput
{
    private const int Handle = 0;

    /// <summary>Opens the stream.</summary>
    /// <exception cref="UsageException">It was closed by whoever started the process.</exception>
    public static Stream Open() => StandardHandle.IsInherited(Handle)
        ? Console.OpenStandardInput()
        : throw new UsageException("standard input is closed; name what to read on the command line, or give it by a pipe.");
}

/// <summary>Standard error, where what goes wrong is told.</summary>
internal static class StandardError
{
    /// <summary>
    /// Writes a line; characters that would end it or steer a terminal, as a name may hold, are shown as spaces. Where
    /// nobody can be told (a full disk, a closed reader), the exit code speaks alone.
    /// </summary>
    public static void WriteLine(string line)
    {
        try
        {
            Console.Error.WriteLine(PhraseColumn.OneLine(line));
        }
        catch (IOException)
        {
            // There is no other place to say it.
        }
    }
}

/// <summary>The numbers 0, 1 and 2 of a process, by which its parent gives it standard input, output and error.</summary>
internal static class StandardHandle
{
    private const int GetFlags = 1; // F_GETFD
    private const int CloseOnExec = 1; // FD_CLOEXEC

    /// <summary>
    /// Whether a number stands for what the parent gave. One that the parent closed is taken by the runtime for a pipe of its own, a
    /// read of which never ends; that one is marked to be closed on exec, as nothing can be that came through an exec.
    /// </summary>
    public static bool IsInherited(int number) =>
        OperatingSystem.IsWindows() || (FileControl(number, GetFlags) is >= 0 and var flags && (flags & CloseOnExec) == 0);

    [DllImport("libc", EntryPoint = "fcntl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int FileControl(int number, int command);
}

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
