using System.Runtime.InteropServices;

namespace DavidBert.Serving.Models;

/// <summary>Folders that only this user can read and write.</summary>
internal static class PrivateFolder
{
    private const UnixFileMode OwnerOnly =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Makes a folder that is private, or makes one private that is this user's.</summary>
    /// <exception cref="IOException">It belongs to somebody else, is a link, or cannot be made.</exception>
    public static void Create(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path); // the folders of a user are the user's own
            return;
        }

        Directory.CreateDirectory(path, OwnerOnly);
        if (new DirectoryInfo(path).LinkTarget is not null)
        {
            throw new IOException($"'{path}' is a link. Choose another folder, or remove the link.");
        }

        if (OperatingSystem.IsLinux() && OwnerOf(path) is { } owner && owner != Native.EffectiveUser())
        {
            throw new IOException($"'{path}' belongs to another user (id {owner}). Choose another folder.");
        }

        try
        {
            File.SetUnixFileMode(path, OwnerOnly);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"'{path}' belongs to another user. Choose another folder.", e);
        }
    }

    /// <summary>The default folder of a kind of files: this user's own below the system's temporary files.</summary>
    /// <returns>A folder that is there and private; a new one where somebody else has taken the usual name.</returns>
    public static string ForUser(string kind)
    {
        var usual = Path.Combine(Path.GetTempPath(), $"davidbert-{Environment.UserName}");
        try
        {
            Create(usual);
        }
        catch (IOException)
        {
            usual = Directory.CreateTempSubdirectory("davidbert-").FullName; // private by itself
        }

        return Path.Combine(usual, kind);
    }

    /// <summary>The owner's id; null where the system does not tell.</summary>
    private static uint? OwnerOf(string path)
    {
        var status = new byte[Native.StatusBytes];
        return Native.Status(Native.CurrentFolder, path, Native.NoFollow, Native.OwnerWanted, status) == 0
            ? BitConverter.ToUInt32(status, Native.OwnerOffset)
            : null;
    }

    /// <summary>
    /// What .NET does not tell of a file on Linux: statx(2), whose layout is the same on every processor.
    /// </summary>
    private static class Native
    {
        public const int StatusBytes = 256;
        public const int OwnerOffset = 20;
        public const int CurrentFolder = -100;
        public const int NoFollow = 0x100;
        public const uint OwnerWanted = 0x8;

        [DllImport("libc", EntryPoint = "geteuid")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern uint EffectiveUser();

        [DllImport("libc", EntryPoint = "statx")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Status(
            int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, byte[] status);
    }
}
