using System.Text.RegularExpressions;

namespace DavidBert.Readme.Tests;

/// <summary>Names on the pages are names of the repository.</summary>
public sealed partial class NameTests
{
    /// <summary>Names that others gave.</summary>
    private static readonly string[] OfOthers =
    [
        "az", "azd", "float32", "int8", "git", "qemu-user", "shellcheck",
        // Azure, Entra ID and its Log Analytics
        "allowSharedKeyAccess", "requestedAccessTokenVersion", "DroppedEventCount", "ItemCount", "Redacted",
        "Properties.EventName",
        "AppTraces", "AppExceptions", "AppRoleInstance", "webjobs-blobtrigger-poison",
        "StorageBlobLogs", "StorageQueueLogs",
        // GitHub and .NET
        "pull_request_target", "DOTNET_BUNDLE_EXTRACT_BASE_DIR",
        // other libraries
        "InferenceSession.Run", "quantize_dynamic",
        // how tests are called
        "Method_Condition_Expectation",
    ];

    private static readonly Lazy<string> Sources =
        new(() => string.Join('\n', Files().Select(file => $"{file}\n{File.ReadAllText(file)}")));

    [Fact]
    public void Paths_OnEveryPage_AreFilesOfTheRepository()
    {
        var missing = MarkdownPage.All.SelectMany(page => page.Codes.SelectMany(code => code.Split(' ')).Where(IsPath)
            .Where(path => !File.Exists(Repository.At(path)) && !Directory.Exists(Repository.At(path)))
            .Select(path => $"{page.Name}: {path}"));

        Findings.None("Paths that are not there", missing);
    }

    [Fact]
    public void Names_OnEveryPage_AreInTheSources()
    {
        var unknown = MarkdownPage.All.Where(page => page.Name is not ("CHANGELOG.md" or "THIRD-PARTY-NOTICES.md"))
            .SelectMany(page => page.Codes
                .Where(code => Name().IsMatch(code) && !IsPath(code) && !Placeholder().IsMatch(code))
                .Where(code => !OfOthers.Contains(code, StringComparer.Ordinal) && !IsKnown(code))
                .Select(code => $"{page.Name}: {code}"));

        Findings.None("Names that nothing has", unknown);
    }

    [Fact]
    public void Settings_OnEveryPage_AreInTheirTable()
    {
        var table = MarkdownPage.Read(Repository.At("docs", "settings.md")).TableUnder("Settings of the service")
            .Select(row => row[0].Trim('`')).ToArray();
        Assert.NotEmpty(table);

        var unknown = MarkdownPage.All.SelectMany(page => Setting().Matches(page.Text).Select(match => match.Value)
            .Where(name => !table.Contains(name, StringComparer.Ordinal)).Select(name => $"{page.Name}: {name}"));

        Findings.None("Names that nothing has", unknown);
    }

    /// <summary>Whether the sources have the name, or as a property what is written in snake_case.</summary>
    private static bool IsKnown(string name) =>
        Sources.Value.Contains(name, StringComparison.Ordinal)
        || Sources.Value.Contains(name.Replace("_", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);

    private static bool IsPath(string code) =>
        code.StartsWith("tests/", StringComparison.Ordinal) || Top().IsMatch(code);

    /// <summary>Everything in which a name can stand, but for the pages themselves and this test.</summary>
    private static IEnumerable<string> Files()
    {
        string[] folders = ["src", "tests", "infra", "examples", "tools", ".github", ".ci", "models"];
        return folders.Select(folder => Repository.At(folder)).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(Repository.Root))
            .Where(file => Text().IsMatch(file) && !Built().IsMatch(file));
    }

    [GeneratedRegex(@"^[A-Za-z_][\w.-]*$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();

    [GeneratedRegex(
        @"^(src|docs|infra|models|examples|tools|\.github|\.ci)/[\w./-]*$",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Top();

    /// <summary>A name that stands for another, or a user's file.</summary>
    [GeneratedRegex(@"^[A-Z]{3,}(\.[a-z.]+|\.EXT)*$|^(reviews|notes|x)\.", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\bDavidBert__\w+__\w+|\bDavidBert__Storage\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Setting();

    [GeneratedRegex(
        @"\.(cs|csproj|props|slnx?|json|jsonl|mjs|js|sh|ps1|bicep|bicepparam|ya?ml|txt|tsv|csv|http)$|/run$|config$",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Text();

    [GeneratedRegex(@"[/\\](bin|obj|node_modules|DavidBert\.Readme\.Tests)[/\\]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Built();
}
