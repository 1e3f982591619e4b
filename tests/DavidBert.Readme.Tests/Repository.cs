namespace DavidBert.Readme.Tests;

/// <summary>Where the files of the repository lie.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Readme => Path.Combine(Root, "README.md");

    /// <summary>A file or folder of the repository.</summary>
    public static string At(params string[] path) => Path.Combine([Root, .. path]);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "DavidBert.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("DavidBert.sln is in no folder above the tests.");
        }

        return folder.FullName;
    }
}
