using System.Runtime.InteropServices;

namespace DavidBert.Serving.Models;

/// <summary>
/// Memory that a model leaves behind. The garbage collector and the C library both keep it for later, in pieces that
/// the next model does not fit into: with every swap the process would grow.
/// </summary>
internal static class FreeMemory
{
    /// <summary>Gives it back to the system. Everything waits meanwhile, for some hundredths of a second.</summary>
    public static void GiveBack()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        if (OperatingSystem.IsLinux())
        {
            Trim();
        }
    }

    private static void Trim()
    {
        try
        {
            _ = Trim(0);
        }
        catch (EntryPointNotFoundException)
        {
            // Only glibc has it; others keep less.
        }
    }

    [DllImport("libc", EntryPoint = "malloc_trim")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Trim(nuint kept);
}
