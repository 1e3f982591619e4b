using System.Text.Json.Nodes;
using DavidBert.Infrastructure.Tests.Names;

namespace DavidBert.Infrastructure.Tests.Licences;

/// <summary>Whose work the product takes is said.</summary>
public sealed class ThirdPartyNoticesTests
{
    private static readonly string Notices = Path.Combine(Repository.Root, "THIRD-PARTY-NOTICES.md");

    [Fact]
    public void Packages_OfTheProduct_AreTheListedOnes()
    {
        var packages = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "packages.lock.json", SearchOption.AllDirectories)
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Contains("obj", StringComparer.Ordinal))
            .SelectMany(Packages).Distinct(StringComparer.OrdinalIgnoreCase).ToArray();
        var listed = MarkdownTable.Of(Notices, "Packages").Column("Package");

        Assert.NotEmpty(packages);
        Assert.DoesNotContain(packages, package => !listed.Any(entry => Covers(entry, package)));
        Assert.DoesNotContain(listed, entry => !packages.Any(package => Covers(entry, package)));
    }

    private static IEnumerable<string> Packages(string lockFile) =>
        JsonNode.Parse(File.ReadAllText(lockFile))!["dependencies"]!.AsObject()
            .SelectMany(framework => framework.Value!.AsObject())
            .Where(package => (string?)package.Value!["type"] is not "Project")
            .Select(package => package.Key);

    private static bool Covers(string entry, string package) => entry.EndsWith('*')
        ? package.StartsWith(entry[..^1], StringComparison.OrdinalIgnoreCase)
        : package.Equals(entry, StringComparison.OrdinalIgnoreCase);
}
