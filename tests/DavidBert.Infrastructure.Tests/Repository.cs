namespace DavidBert.Infrastructure.Tests;

/// <summary>Where the files of the repository lie.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Infrastructure => Path.Combine(Root, "infra");

    public static string Hooks => Path.Combine(Infrastructure, "hooks");

    public static string AzurePage => Path.Combine(Root, "docs", "azure.md");

    public static string OperationsPage => Path.Combine(Root, "docs", "operations.md");

    public static string DefaultBundle => Path.Combine(Root, "models", "attributes");

    public static string[] Workflows => Directory.GetFiles(Path.Combine(Root, ".github", "workflows"), "*.yml");

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "DavidBert.sln")))
        {
            folder = folder.Parent
                ?? throw new InvalidOperationException("DavidBert.sln is in no folder above the tests.");
        }

        return folder.FullName;
    }
}
