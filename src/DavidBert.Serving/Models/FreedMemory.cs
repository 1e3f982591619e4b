using System.Runtime.InteropServices;

namespace DavidBert.Serving.Models;

/// <summary>
/// Memory that loading a model took and no longer needs, or that a replaced one leaves behind. Neither .NET nor the C
/// library gives it back by itself soon, and the next model does not fit into its pieces.
/// </summary>
internal static class FreedMemory
{
    /// <summary>Gives it back to the system; calls in other threads pause for some milliseconds.</summary>
    public static void GiveBack()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        if (OperatingSystem.IsLinux()
            && NativeLibrary.TryLoad("libc.so.6", out var library)
            && NativeLibrary.TryGetExport(library, "malloc_trim", out _)) // other C libraries have none
        {
            _ = Trim(0); // whether it found any does not matter
        }
    }

    [DllImport("libc.so.6", EntryPoint = "malloc_trim")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Trim(nuint kept);
}
