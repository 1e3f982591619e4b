namespace DavidBert.Serving.Storage;

/// <summary>Files that nobody else can read, and that go with the process, however it ends.</summary>
internal static class TemporaryFile
{
    private const int BufferBytes = 1 << 16;

    /// <summary>Opens a new one for reading and writing.</summary>
    public static FileStream Open()
    {
        var path = Path.Combine(Path.GetTempPath(), $"davidbert-{Guid.NewGuid():N}");
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Delete,
            BufferSize = BufferBytes,
            Options = FileOptions.DeleteOnClose,
        };
        if (OperatingSystem.IsWindows())
        {
            return new FileStream(path, options);
        }

        options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        options.Options = FileOptions.None;
        var file = new FileStream(path, options);
        File.Delete(path); // an open file stays without its name, and goes when the process is killed
        return file;
    }
}
