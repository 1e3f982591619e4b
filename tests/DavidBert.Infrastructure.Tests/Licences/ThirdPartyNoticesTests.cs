using System.Text.Json.Nodes;
using System.Xml.Linq;
using DavidBert.Infrastructure.Tests.Names;

namespace DavidBert.Infrastructure.Tests.Licences;

/// <summary>Whose work the product takes is said.</summary>
public sealed class ThirdPartyNoticesTests
{
    private static readonly string Notices = Path.Combine(Repository.Root, "THIRD-PARTY-NOTICES.md");

    [Fact]
    public void Packages_OfTheProduct_AreTheListedOnes()
    {
        var packages = Directory.EnumerateDirectories(Path.Combine(Repository.Root, "src"))
            .SelectMany(project => Locked(project).Concat(Referenced(project)))
            .Distinct(StringComparer.OrdinalIgnoreCase).ToArray();
        var listed = MarkdownTable.Of(Notices, "Packages").Column("Package");

        Assert.NotEmpty(packages);
        Assert.DoesNotContain(packages, package => !listed.Any(entry => Covers(entry, package)));
        Assert.DoesNotContain(listed, entry => !packages.Any(package => Covers(entry, package)));
    }

    private static IEnumerable<string> Locked(string project) =>
        Directory.EnumerateFiles(project, "packages.lock.json")
            .SelectMany(file => JsonNode.Parse(File.ReadAllText(file))!["dependencies"]!.AsObject())
            .SelectMany(framework => framework.Value!.AsObject())
            .Where(package => (string?)package.Value!["type"] is not "Project")
            .Select(package => package.Key);

    /// <summary>The function app has no lock file.</summary>
    private static IEnumerable<string> Referenced(string project) =>
        Directory.EnumerateFiles(project, "*.csproj")
            .SelectMany(file => XDocument.Load(file).Descendants("PackageReference"))
            .Select(reference => (string)reference.Attribute("Include")!)
            // One that the machine chooses is in the lock file.
            .Where(name => !name.StartsWith("$(", StringComparison.Ordinal));

    private static bool Covers(string entry, string package) => entry.EndsWith('*')
        ? package.StartsWith(entry[..^1], StringComparison.OrdinalIgnoreCase)
        : package.Equals(entry, StringComparison.OrdinalIgnoreCase);
}
