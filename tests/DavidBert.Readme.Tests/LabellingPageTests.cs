using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace DavidBert.Readme.Tests;

/// <summary>The examples of <c>docs/labelling.md</c>, run as they stand there.</summary>
public sealed partial class LabellingPageTests
{
    private static readonly MarkdownPage Page = MarkdownPage.Read(Repository.At("docs", "labelling.md"));

    [Fact]
    public async Task Example_OfTheCommand_GivesTheTableAndTheReportThatAreShown()
    {
        await using var shell = new Shell();
        var rows = Page.TableUnder("Labelling files");
        shell.Write("reviews.csv", Lines(rows.Select(row => row[0])));
        var example = Assert.Single(Page.Examples, example => example.IsIn("Labelling files", "console"));

        var (code, _, error) = await shell.RunAsync(example.Lines[0][2..]);

        Assert.Equal(1, code); // one row has no phrase
        Assert.Contains(Comparable(example.Lines[1]), Comparable(error), StringComparison.Ordinal);
        var output = await shell.ReadAsync("reviews.labelled.csv");
        if (Refresh.IsOn)
        {
            Write(rows, output, await shell.ReadAsync("reviews.labelled.csv.report.json"));
            return;
        }

        Assert.Equal(Comparable(Lines(rows.Select(row => row[1]))), Comparable(output));
        var shown = Assert.Single(Page.Examples, example => example.IsIn("The report", "json")).Text;
        var report = await shell.ReadAsync("reviews.labelled.csv.report.json");
        Assert.Equal(Lasting(shown), Lasting(report));
    }

    [Fact]
    public async Task Example_OfTheProgram_LabelsATable()
    {
        await using var shell = new Shell();
        shell.Write("reviews.csv", "phrase\nfishy\n");
        Directory.CreateSymbolicLink(shell.At("models"), Repository.At("models"));
        var program = Assert.Single(Page.Examples, example => example.IsIn("In a program", "csharp"));
        var project = Repository.At("src", "DavidBert.Labelling", "DavidBert.Labelling.csproj");
        shell.Write("example.cs", $"#:project {project}\n{program.Text}");

        await shell.RequireAsync("dotnet run example.cs");

        Assert.StartsWith(
            "phrase,word,score,error,word_2,score_2,word_3,score_3\nfishy,smell,0.",
            await shell.ReadAsync("labelled.csv"), StringComparison.Ordinal);
    }

    private static void Write(IReadOnlyList<string[]> rows, string output, string report)
    {
        var path = Repository.At("docs", "labelling.md");
        foreach (var (row, line) in rows.Zip(output.Split('\n')))
        {
            Refresh.Replace(path, row[1], $"`{line}`");
        }

        var shown = Assert.Single(Page.Examples, example => example.IsIn("The report", "json")).Text;
        Refresh.Replace(path, VersionIn(shown), VersionIn(report));
    }

    private static string VersionIn(string report) =>
        $"\"version\": {JsonNode.Parse(report)!["model"]!["version"]!.ToJsonString()}";

    private static string Lines(IEnumerable<string> cells) =>
        string.Concat(cells.Select(cell => $"{cell.Trim('`')}\n"));

    /// <summary>The report without what differs from run to run.</summary>
    private static string Lasting(string report)
    {
        var json = JsonNode.Parse(report)!.AsObject();
        foreach (var varying in (string[])["output_sha256", "seconds", "job"])
        {
            Assert.True(json.Remove(varying), $"The report has no '{varying}'.");
        }

        return json.ToJsonString();
    }

    /// <summary>Scores differ from one type of processor to another, times from one run to the next.</summary>
    private static string Comparable(string text) => Varying().Replace(text, "…");

    [GeneratedRegex(@"\b\d+\.\d+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Varying();
}
