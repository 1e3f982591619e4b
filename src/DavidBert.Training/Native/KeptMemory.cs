using System.Runtime.InteropServices;

namespace DavidBert.Training.Native;

/// <summary>
/// Lets the C library keep the memory of tensors that are gone for the next ones. By itself it gives large pieces back
/// to the system, which clears and maps them anew at every step of a training: a tenth of its time.
/// </summary>
internal static class KeptMemory
{
    private const int TrimThreshold = -1; // M_TRIM_THRESHOLD of malloc.h
    private const int MapThreshold = -3; // M_MMAP_THRESHOLD
    private const int LargestPiece = 32 << 20; // the most that glibc takes; larger ones are mapped each time

    /// <summary>The variables by which a user may have said otherwise.</summary>
    private static readonly string[] Chosen = ["MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_", "GLIBC_TUNABLES"];

    /// <summary>
    /// Turns it on for this process on Linux, where the C library is glibc and nobody has chosen otherwise.
    /// </summary>
    public static void TurnOn()
    {
        if (Chosen.All(variable => Environment.GetEnvironmentVariable(variable) is null)
            && NativeLibrary.TryLoad("libc.so.6", out var library)
            && NativeLibrary.TryGetExport(library, "mallopt", out _)) // other C libraries have none
        {
            _ = Set(MapThreshold, LargestPiece); // one that is refused stays as it was
            _ = Set(TrimThreshold, int.MaxValue);
        }
    }

    [DllImport("libc.so.6", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Set(int parameter, int value);
}
