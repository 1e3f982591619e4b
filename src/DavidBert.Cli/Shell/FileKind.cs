using System.Formats.Tar;

namespace DavidBert.Cli.Shell;

/// <summary>Files that are no files on a disk: a process substitution, <c>/dev/null</c>, <c>/dev/stdout</c>.</summary>
internal static class DeviceFile
{
    /// <summary>Whether the path names one. It is written or read as a stream, and never replaced.</summary>
    public static bool Is(string path) => !OperatingSystem.IsWindows()
        && (path.StartsWith("/dev/", StringComparison.Ordinal) || path.StartsWith("/proc/", StringComparison.Ordinal))
        && !path.StartsWith("/dev/shm/", StringComparison.Ordinal);
}

/// <summary>What a path names that a search has found.</summary>
internal enum FileKind
{
    /// <summary>A file that can be read at any time.</summary>
    Regular,

    /// <summary>A link to nothing, or to itself.</summary>
    BrokenLink,

    /// <summary>A pipe, a socket or a device: opening it waits for somebody at the other end.</summary>
    Pipe,
}

/// <summary>Tells kinds of files apart without opening them.</summary>
internal static class FileKinds
{
    /// <summary>The kind of a path, its links followed.</summary>
    public static FileKind Of(string path)
    {
        try
        {
            var file = new FileInfo(RealPath.Of(path));
            return !file.Exists ? FileKind.BrokenLink
                : file.Length == 0 && IsPipe(file) ? FileKind.Pipe
                : FileKind.Regular;
        }
        catch (IOException)
        {
            return FileKind.BrokenLink; // a cycle
        }
    }

    /// <summary>Whether an empty file is none: the class library tells that only where it makes archives.</summary>
    private static bool IsPipe(FileInfo file)
    {
        if (OperatingSystem.IsWindows())
        {
            return false;
        }

        using var archive = new MemoryStream();
        using (var writer = new TarWriter(archive, leaveOpen: true))
        {
            try
            {
                writer.WriteEntry(file.FullName, file.Name);
            }
            catch (IOException)
            {
                return true; // a socket
            }
            catch (UnauthorizedAccessException)
            {
                return false; // its reader says so
            }
        }

        archive.Position = 0;
        using var reader = new TarReader(archive);
        return reader.GetNextEntry() is { EntryType: not (TarEntryType.RegularFile or TarEntryType.V7RegularFile) };
    }
}
