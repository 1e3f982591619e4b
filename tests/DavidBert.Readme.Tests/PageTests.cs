using System.Text.RegularExpressions;
using Markdig.Syntax;

namespace DavidBert.Readme.Tests;

/// <summary>The pages as a whole: how they begin, where they lead, how they are written.</summary>
public sealed partial class PageTests
{
    private const int MostColumns = 120;

    private static readonly MarkdownPage Index = MarkdownPage.Read(Repository.At("docs", "README.md"));

    [Fact]
    public void Links_OfEveryPage_LeadToAFileAndAHeading()
    {
        var broken = MarkdownPage.All.SelectMany(page =>
            page.Links.Where(link => !Leads(page, link)).Select(link => $"{page.Name}: {link}"));

        Findings.None("Links that lead nowhere", broken);
    }

    [Fact]
    public void Index_OfTheDocumentation_NamesEveryPage()
    {
        var pages = Directory.EnumerateFiles(Repository.At("docs"), "*.md").Select(file => Path.GetFileName(file)!)
            .Where(name => name is not "README.md");

        Findings.None("Pages that the index lacks", pages.Except(Index.Links, StringComparer.Ordinal));
    }

    [Fact]
    public void Page_OfTheDocumentation_BeginsWithItsTitleAndWhatItIsFor() =>
        Assert.All(MarkdownPage.All.Where(page => page.Name.StartsWith("docs/", StringComparison.Ordinal)), page =>
        {
            var blocks = page.Blocks.Take(2).ToArray();
            Assert.True(
                blocks is [HeadingBlock { Level: 1 }, ParagraphBlock],
                $"{page.Name} does not begin with a title and a sentence.");
        });

    [Fact]
    public void Prose_OfEveryPage_FitsItsWidth()
    {
        var wide = MarkdownPage.All.Where(page => !IsGenerated(page)).SelectMany(page =>
            page.Prose.Where(line => line.Length > MostColumns).Select(line => $"{page.Name}: {line}"));

        Findings.None("Lines that are too long", wide);
    }

    [Theory]
    [InlineData(@"(?<!\bthere )\b(is|are|was|were) no (?!longer\b)", "is not")]
    [InlineData(@"\boftener\b", "more often")]
    [InlineData(@"\b(goes|go|went) on\b", "continues, keeps on")]
    [InlineData(@"\bwhoever\b", "the people who")]
    public void Prose_OfEveryPage_IsPlainEnglish(string pattern, string better)
    {
        var words = new Regex(pattern, RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

        var found = MarkdownPage.All.SelectMany(page =>
            page.Prose.Where(line => words.IsMatch(line)).Select(line => $"{page.Name}: {line}"));

        Findings.None($"Better '{better}'", found);
    }

    [Fact]
    public void Emulator_AsItIsStartedOnThePages_AsksNothingAndSendsNothing() =>
        Assert.All(Lines().Where(line => line.StartsWith("npx", StringComparison.Ordinal)), line =>
        {
            Assert.Contains("npx --yes azurite", line, StringComparison.Ordinal);
            Assert.Contains("--disableTelemetry", line, StringComparison.Ordinal);
        });

    [Fact]
    public async Task ShellExamples_OfEveryPage_AreRead()
    {
        await using var shell = new Shell();
        var examples = MarkdownPage.All.SelectMany(page => page.Examples);
        foreach (var example in examples.Where(example => example.Language is "sh"))
        {
            shell.Write("example.sh", example.Text);
            var (code, _, error) = await shell.RunAsync("bash -n example.sh");
            Assert.True(code == 0, $"{example.Page}, '{example.Heading}': {error}");
        }
    }

    private static IEnumerable<string> Lines() => MarkdownPage.All.SelectMany(page => page.Text.Split('\n'));

    private static bool Leads(MarkdownPage page, string link)
    {
        if (Scheme().IsMatch(link))
        {
            return true;
        }

        var parts = link.Split('#');
        var path = parts[0].Length == 0 ? page.Path : Path.GetFullPath(parts[0], Path.GetDirectoryName(page.Path)!);
        return parts.Length == 1
            ? File.Exists(path) || Directory.Exists(path)
            : File.Exists(path) && MarkdownPage.Read(path).Anchors.Contains(parts[1]);
    }

    /// <summary>Written by <c>davidbert-train</c>, or quoted.</summary>
    private static bool IsGenerated(MarkdownPage page) =>
        page.Name is "docs/answers.md" or "models/attributes/README.md" or "THIRD-PARTY-NOTICES.md";

    [GeneratedRegex("^[a-z]+:", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Scheme();
}
