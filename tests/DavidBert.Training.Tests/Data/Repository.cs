namespace DavidBert.Training.Tests.Data;

/// <summary>Where the committed files are.</summary>
internal static class Repository
{
    public static string Lexicon => Path.Combine(Root(), "models", "attributes", "lexicon.tsv");

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "DavidBert.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"no folder above {AppContext.BaseDirectory} holds DavidBert.sln");
    }
}
