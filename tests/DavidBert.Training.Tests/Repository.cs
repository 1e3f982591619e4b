namespace DavidBert.Training.Tests;

/// <summary>Where the files of the repository lie.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Golden(string name) => Path.Combine(Root, "tests", "golden", name);

    public static string Lexicon => Path.Combine(Root, "models", "attributes", "lexicon.tsv");

    public static string Vocabulary => Path.Combine(Root, "models", "attributes", "vocab.txt");

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
