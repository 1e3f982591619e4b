using System.Runtime.InteropServices;
using System.Text;

namespace DavidBert.Graphs;

/// <summary>The environment's variables as native libraries of this process read them when they are loaded.</summary>
internal static class NativeEnvironment
{
    /// <summary>Sets a variable, whatever it was.</summary>
    /// <returns>Whether native code sees it.</returns>
    public static bool Set(string name, string value)
    {
        Environment.SetEnvironmentVariable(name, value);
        // On other systems .NET keeps variables to itself, where native code does not see them.
        return OperatingSystem.IsWindows() || SetNative(Native(name), Native(value), overwrite: 1) == 0;
    }

    private static byte[] Native(string text) => [.. Encoding.UTF8.GetBytes(text), 0];

    [DllImport("libc", EntryPoint = "setenv")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetNative(byte[] name, byte[] value, int overwrite);
}
