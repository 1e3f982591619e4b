namespace DavidBert.Testing;

/// <summary>Where the files of the repository lie.</summary>
public static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Readme => At("README.md");

    public static string Infrastructure => At("infra");

    public static string Hooks => At("infra", "hooks");

    public static string AzurePage => At("docs", "azure.md");

    public static string OperationsPage => At("docs", "operations.md");

    public static string DefaultBundle => At("models", "attributes");

    public static string Lexicon => At("models", "attributes", "lexicon.tsv");

    public static string Vocabulary => At("models", "attributes", "vocab.txt");

    public static string[] Workflows => Directory.GetFiles(At(".github", "workflows"), "*.yml");

    /// <summary>A file or folder of the repository.</summary>
    public static string At(params string[] path) => Path.Combine([Root, .. path]);

    /// <summary>A golden file.</summary>
    public static string Golden(string name) => At("tests", "golden", name);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "DavidBert.sln")))
        {
            folder = folder.Parent
                ?? throw new InvalidOperationException("No folder above the tests holds DavidBert.sln.");
        }

        return folder.FullName;
    }
}
