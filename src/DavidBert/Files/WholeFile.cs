namespace DavidBert.Files;

/// <summary>
/// Files that appear whole or not at all: written beside their place, flushed to the disk, then moved.
/// </summary>
internal static class WholeFile
{
    /// <summary>Writes <paramref name="content"/>; a file of that name is replaced.</summary>
    /// <exception cref="IOException">The file cannot be written; one that was there stays as it was.</exception>
    public static void Write(string path, byte[] content) => Write(path, stream => stream.Write(content));

    /// <summary>Writes what <paramref name="write"/> puts into the stream; a file of that name is replaced.</summary>
    /// <inheritdoc cref="Write(string, byte[])" path="/exception" />
    public static void Write(string path, Action<Stream> write)
    {
        var part = PartOf(path);
        try
        {
            using (var stream = new FileStream(part, FileMode.CreateNew, FileAccess.Write))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(part, path, overwrite: true);
        }
        finally
        {
            File.Delete(part);
        }
    }

    // Two processes that write one file do not write one part.
    private static string PartOf(string path) => $"{path}.{Path.GetRandomFileName()}.part";
}
