namespace DavidBert.Benchmarks;

/// <summary>Where the files of the repository lie.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string DefaultBundle => Path.Combine(Root, "models", "attributes");

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "DavidBert.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("No folder above the benchmarks holds DavidBert.sln.");
        return folder.FullName;
    }
}
