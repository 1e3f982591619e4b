using System.Text.RegularExpressions;

namespace DavidBert.Readme.Tests;

/// <summary><c>docs/architecture.md</c> speaks of the code as it is.</summary>
public sealed partial class ArchitecturePageTests
{
    /// <summary>Folders that hold nothing but <c>Program.cs</c>.</summary>
    private static readonly string[] OnlyPrograms = ["src/DavidBert.Cli/", "src/DavidBert.Training/"];

    private static readonly MarkdownPage Page = MarkdownPage.Read(Repository.At("docs", "architecture.md"));

    [Fact]
    public void Folders_OfTheTable_AreThoseOfTheSources()
    {
        var folders = Directory.EnumerateFiles(Repository.At("src"), "*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".cs" or ".html" && !Built().IsMatch(file))
            .Select(file => $"{Path.GetRelativePath(Repository.Root, Path.GetDirectoryName(file)!)}/")
            .Except(OnlyPrograms, StringComparer.Ordinal);

        Assert.Equal(
            folders.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
            Page.TableUnder("Folders").Select(row => row[0].Trim('`')).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Stops_OfTheWalks_AreTypesOfTheFilesTheyLeadTo()
    {
        var stops = Stop().Matches(Page.Text);

        Assert.True(stops.Count > 30, $"Only {stops.Count} stops were found.");
        Assert.All(stops, stop =>
        {
            var file = Repository.At("src", stop.Groups["path"].Value);
            Assert.True(File.Exists(file), $"There is no {file}.");
            Assert.Contains(stop.Groups["name"].Value, Path.GetFileName(file), StringComparison.Ordinal);
        });
    }

    [GeneratedRegex(@"[/\\](bin|obj)[/\\]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Built();

    [GeneratedRegex(@"\[`(?<name>\w+)`\]\(\.\./src/(?<path>[\w./]+\.cs)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Stop();
}
