using System.Runtime.InteropServices;
using System.Runtime.Loader;
using DavidBert.Files;
using DavidBert.Graphs;
using TorchSharp;

namespace DavidBert.Training.Native;

/// <summary>
/// TorchSharp's native library, loaded also where the system's libstdc++ is older than the one it was built with.
/// </summary>
/// <remarks>
/// TorchSharp's library asks for the symbol version GLIBCXX_3.4.32 without using anything of it, so on an older system
/// (Debian 12 for one) a copy in which that need is weak loads and works. Where the library loads as it is, none of
/// this runs.
/// </remarks>
public static class TorchRuntime
{
    private const string LibraryName = "LibTorchSharp";
    private const string LibraryFile = "libLibTorchSharp.so";
    private const string UnmetVersion = "GLIBCXX_3.4.32";

    /// <summary>How often a thread of OpenMP looks for the others before it sleeps.</summary>
    /// <remarks>
    /// Its default looks for milliseconds, which on a machine with other work takes the time that the others need: a
    /// training beside two busy processes took nine times as long as alone. 3,000 looks cost a quiet machine nothing.
    /// </remarks>
    private static readonly (string Variable, string Value) Spinning = ("GOMP_SPINCOUNT", "3000");

    /// <summary>The variable by which a user may have said the same in general; the other would overrule it.</summary>
    private const string WaitPolicy = "OMP_WAIT_POLICY";

    private static readonly Lock Gate = new();
    private static bool loaded;

    /// <summary>Loads the native library. Call it before anything of TorchSharp; further calls cost nothing.</summary>
    /// <exception cref="PlatformNotSupportedException">There is no libtorch for the system.</exception>
    /// <exception cref="DllNotFoundException">
    /// The library is missing or cannot be loaded; the message says why.
    /// </exception>
    public static void EnsureLoaded()
    {
        lock (Gate)
        {
            if (loaded)
            {
                return;
            }

            Load();
            loaded = true;
        }
    }

    private static bool IsSupported => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => OperatingSystem.IsLinux() || OperatingSystem.IsWindows(),
        Architecture.Arm64 => OperatingSystem.IsWindows() || OperatingSystem.IsMacOS(),
        _ => false,
    };

    private static void Load()
    {
        if (!IsSupported)
        {
            throw new PlatformNotSupportedException(
                "Training needs Linux or Windows on x64, or Windows or macOS on arm64, as there is no libtorch for "
                + $"other systems; this is {RuntimeInformation.RuntimeIdentifier}. Predicting runs everywhere.");
        }

        if (!OperatingSystem.IsLinux())
        {
            return; // TorchSharp finds its library by itself
        }

        string[] chosen = [Spinning.Variable, WaitPolicy];
        if (chosen.All(variable => Environment.GetEnvironmentVariable(variable) is null))
        {
            NativeEnvironment.Set(Spinning.Variable, Spinning.Value);
        }

        KeptMemory.TurnOn();

        // libtorch first: TorchSharp's library, wherever it lies, then finds by name what is loaded.
        NativeLibrary.Load(Find("libtorch.so"));
        var library = Find(LibraryFile);
        try
        {
            NativeLibrary.Load(library);
        }
        catch (DllNotFoundException e) when (e.Message.Contains(UnmetVersion, StringComparison.Ordinal))
        {
            var handle = NativeLibrary.Load(WritePatched(library));
            var torchSharp = typeof(torch).Assembly;
            var context = AssemblyLoadContext.GetLoadContext(torchSharp) ?? AssemblyLoadContext.Default;
            context.ResolvingUnmanagedDll += (assembly, name) =>
                assembly == torchSharp && string.Equals(name, LibraryName, StringComparison.Ordinal) ? handle : 0;
        }
    }

    private static string Find(string file)
    {
        var folders = NativeFolders().Distinct(StringComparer.Ordinal).ToList();
        return folders.Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists)
            ?? throw new DllNotFoundException(
                $"'{file}' was not found in {string.Join(", ", folders.Select(folder => $"'{folder}'"))}. Restore the "
                + $"packages "
                + "TorchSharp and libtorch-cpu-linux-x64, and build again.");
    }

    private static IEnumerable<string> NativeFolders()
    {
        var searched = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        return searched.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Append(AppContext.BaseDirectory)
            .Append(Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native"));
    }

    private static string WritePatched(string library)
    {
        try
        {
            var patched = ElfVersionNeeds.MarkWeak(File.ReadAllBytes(library), UnmetVersion);
            var folder = Path.Combine(CacheFolder(), "davidbert", ContentHash.Of(patched)[..16]);
            var path = Path.Combine(folder, LibraryFile);
            if (!File.Exists(path) || !File.ReadAllBytes(path).AsSpan().SequenceEqual(patched))
            {
                Directory.CreateDirectory(folder);
                WholeFile.Write(path, patched);
            }

            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new DllNotFoundException(
                $"'{library}' needs a newer libstdc++ ({UnmetVersion}), and the copy that would do without could not "
                + $"be made: "
                + $"{e.Message} Install a newer libstdc++6, or set XDG_CACHE_HOME to a folder that can be written.", e);
        }
    }

    private static string CacheFolder() =>
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache
            ? cache
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
}
