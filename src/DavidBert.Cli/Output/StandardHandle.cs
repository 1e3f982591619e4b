using System.Runtime.InteropServices;

namespace DavidBert.Cli.Output;

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
