using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace DavidBert.Cli.Shell;

/// <summary>Standard input as bytes.</summary>
internal static class StandardInput
{
    private const int Number = 0;

    /// <summary>Opens the stream.</summary>
    /// <exception cref="UsageException">The parent process closed it.</exception>
    public static Stream Open() => InheritedHandle.Exists(Number)
        ? new InputPipe(Console.OpenStandardInput(), "standard input")
        : throw new UsageException("standard input is closed; name the input on the command line, or pipe it in.");
}

/// <summary>What may be waited for, as standard input: failures name it, and reads end when they are cancelled.</summary>
internal sealed class InputPipe(Stream inner, string name) : OneWayStream
{
    public override bool CanRead => true;

    public override int Read(byte[] buffer, int offset, int count)
    {
        try
        {
            return inner.Read(buffer, offset, count);
        }
        catch (IOException e)
        {
            throw new IOException($"{name} cannot be read: {e.Message}", e);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // A read from a terminal or a pipe cannot be cancelled, so the wait for it is. It gets an array of its own:
        // left behind, it must not write into a buffer that is in use again.
        var bytes = ArrayPool<byte>.Shared.Rent(buffer.Length);
        var read = await Task.Run(() => Read(bytes, 0, buffer.Length), CancellationToken.None)
            .WaitAsync(cancellationToken);
        bytes.AsSpan(0, read).CopyTo(buffer.Span);
        ArrayPool<byte>.Shared.Return(bytes);
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}

/// <summary>Standard error, where failures are told.</summary>
internal static class StandardError
{
    private const int Number = 2;

    /// <summary>
    /// Silences the console's writer where the parent closed the stream; to be called before it is first used.
    /// </summary>
    public static void Prepare()
    {
        if (!InheritedHandle.Exists(Number))
        {
            Console.SetError(TextWriter.Null);
        }
    }

    /// <summary>
    /// Writes a line without secrets. Characters that would end it or steer a terminal, as a file name may hold, are
    /// shown as spaces. Where nothing can be written (a full disk, a reader that has gone), only the exit code tells of
    /// the failure.
    /// </summary>
    public static void WriteLine(string line) =>
        Try(() => Console.Error.WriteLine(Failure.WithoutSecrets(Terminal.OneLine(line))));

    /// <summary>Writes something; that it cannot be written is no reason to fail.</summary>
    public static void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // There is nowhere else to say it.
        }
    }
}

/// <summary>Standard output as bytes, and as UTF-8 whatever the locale.</summary>
internal static class StandardOutput
{
    private const int Number = 1;

    /// <summary>Opens the stream. Unlike the console's own, it throws once the reader has gone.</summary>
    /// <exception cref="UsageException">The parent process closed it.</exception>
    public static Stream Open()
    {
        if (!InheritedHandle.Exists(Number))
        {
            throw new UsageException("standard output is closed; send it to a file or a pipe.");
        }

        if (OperatingSystem.IsWindows())
        {
            return new StandardOutputStream(Console.OpenStandardOutput());
        }

        // For a regular file the console's stream is used: a file stream would write at an offset of its own.
        var stream = new FileStream(new SafeFileHandle(Number, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return new StandardOutputStream(stream.CanSeek ? Console.OpenStandardOutput() : stream);
    }

    /// <summary>A writer of UTF-8 with line feeds; leaves the stream open.</summary>
    public static StreamWriter Writer(Stream output) =>
        new(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 1 << 14, leaveOpen: true)
        {
            NewLine = "\n",
        };
}

/// <summary>The reader of standard output has gone: it has read all that it wanted.</summary>
internal sealed class ReaderGoneException(Exception cause)
    : IOException("Nobody reads standard output any more.", cause);

/// <summary>Standard output, whose failures say so.</summary>
internal sealed class StandardOutputStream(Stream inner) : OneWayStream
{
    private const int BrokenPipe = 32; // EPIPE
    private const int WindowsBrokenPipe = unchecked((int)0x8007006D);
    private const int WindowsNoData = unchecked((int)0x800700E8);

    public override bool CanWrite => true;

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            inner.Write(buffer);
        }
        catch (IOException e)
        {
            throw e.HResult is BrokenPipe or WindowsBrokenPipe or WindowsNoData
                ? new ReaderGoneException(e)
                : new IOException($"standard output cannot be written: {e.Message}", e);
        }
    }

    // The system writes synchronously anyway.
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() => inner.Flush();
}

/// <summary>A stream that goes one way, from its beginning to its end.</summary>
internal abstract class OneWayStream : Stream
{
    public override bool CanRead => false;

    public override bool CanWrite => false;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
        // Nothing is held back.
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}

/// <summary>The numbers 0, 1 and 2, by which a process inherits standard input, output and error.</summary>
internal static class InheritedHandle
{
    private const int GetFlags = 1; // F_GETFD
    private const int CloseOnExec = 1; // FD_CLOEXEC

    /// <summary>
    /// Whether a number is the stream of the parent process. Where the parent closed it, the runtime has given the
    /// number to a pipe of its own. That pipe is marked to be closed on exec, as nothing can be that came through an
    /// exec.
    /// </summary>
    public static bool Exists(int number) =>
        OperatingSystem.IsWindows()
        || (FileControl(number, GetFlags) is >= 0 and var flags && (flags & CloseOnExec) == 0);

    [DllImport("libc", EntryPoint = "fcntl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int FileControl(int number, int command);
}
