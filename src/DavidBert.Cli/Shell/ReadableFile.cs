namespace DavidBert.Cli.Shell;

/// <summary>Files as they are read.</summary>
internal static class ReadableFile
{
    private const int BufferBytes = 1 << 16;

    /// <summary>
    /// Opens a file. Where it is a pipe, this waits for its writer, and can be cancelled, as can reading from it.
    /// </summary>
    public static async Task<Stream> OpenAsync(string path, CancellationToken cancellation)
    {
        var opening = Task.Run(() => Open(path), CancellationToken.None);
        var file = await opening.WaitAsync(cancellation);
        return file.CanSeek ? file : new InputPipe(file, $"'{path}'");
    }

    private static FileStream Open(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes, useAsync: false);
}
