namespace DavidBert.Serving.Tests.Page;

/// <summary>Where the page's sources and the default bundle lie, and where the screenshot goes.</summary>
internal static class PageFiles
{
    private static readonly string Root = FindRoot();

    public static string Screenshot { get; } = Path.Combine(Root, "docs", "demo.png");

    public static string DefaultBundle { get; } = Path.Combine(Root, "models", "attributes");

    /// <summary>Every file of the page.</summary>
    public static string[] Sources => Directory.GetFiles(Path.GetDirectoryName(Source("index.html"))!);

    public static string Source(string name) => Path.Combine(Root, "src", "DavidBert.Serving", "Page", name);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "DavidBert.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException(
                "DavidBert.sln is in no folder above the tests.");
        }

        return folder.FullName;
    }
}
