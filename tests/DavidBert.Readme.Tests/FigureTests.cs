using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace DavidBert.Readme.Tests;

/// <summary>Figures on the pages are those of the bundle and of the files that they speak of.</summary>
public sealed partial class FigureTests
{
    private static readonly JsonNode Model = JsonNode.Parse(File.ReadAllText(InBundle("model.json")))!;
    private static readonly string Readme = Unwrapped("README.md");

    [Theory]
    [InlineData("README.md", "The default model")]
    [InlineData("docs/quantization.md", "The default bundle")]
    public void Table_OfTheModel_HasTheBundlesFigures(string page, string heading)
    {
        string[] kinds = ["int8", "own_float", "float"];
        var rows = MarkdownPage.Read(Repository.At(page)).TableUnder(heading);

        Assert.Equal(kinds.Length, rows.Count);
        if (Refresh.IsOn)
        {
            foreach (var (kind, row) in kinds.Zip(rows))
            {
                Refresh.Replace(
                    Repository.At(page), string.Join(" | ", row[1..]),
                    string.Join(" | ", Parts(Model["metrics"]![kind]!).Select(Text)));
            }

            return;
        }

        Assert.All(kinds.Zip(rows), row =>
            Assert.Equal(Parts(Model["metrics"]![row.First]!).Select(Text), row.Second[1..]));
    }

    [Fact]
    public void Readme_OfTheModel_HasTheBundlesFigures()
    {
        var confidence = Model["metrics"]!["confidence"]!["test"]!;

        AssertSays(Readme, $"trained on {Count((int)Model["data"]!["train"]!)} labelled phrases");
        AssertSays(Readme, $"a {new FileInfo(InBundle("model.onnx")).Length / 1_000_000} MB ONNX file");
        var (confident, right) = (Percent(confidence["coverage"]!), Percent(confidence["right_where_confident"]!));
        AssertSays(Readme, $"confident of {confident}, and {right} of those are right");
        AssertSays(Readme, $"off by {(double)confidence["expected_calibration_error"]!:F3} on average");
    }

    [Fact]
    public void Pages_ThatCountLines_CountThoseOfTheFiles()
    {
        AssertSays(Readme, $"has {Rows("examples/gifts.tsv")} gifts");
        AssertSays(Readme, $"has {Rows("examples/rooms.tsv")} of them");
        AssertSays(Readme, $"Of {Lines("models/attributes/nothing.tsv", "\ttest")} lines that no word fits");
        AssertSays(Readme, $"one of {Lines("models/attributes/words.txt") - 1} words");
    }

    private static IEnumerable<JsonNode> Parts(JsonNode kind) =>
        from part in (string[])["dev", "test"] from rows in (string[])["words", "phrases"] select kind[part]![rows]!;

    private static string Text(JsonNode part) => $"{(double)part["top_1"]!:F3} / {(double)part["top_5"]!:F3}";

    private static string Percent(JsonNode share) => ((double)share).ToString("P0", CultureInfo.InvariantCulture);

    private static string Count(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static int Rows(string table) => Lines(table) - 1;

    private static int Lines(string file, string end = "") =>
        File.ReadLines(Repository.At(file)).Count(line => line.EndsWith(end, StringComparison.Ordinal));

    private static string InBundle(string file) => Path.Combine(Repository.DefaultBundle, file);

    private static void AssertSays(string page, string sentence) =>
        Assert.Contains(sentence, page, StringComparison.Ordinal);

    /// <summary>A page in which lines end nowhere.</summary>
    private static string Unwrapped(string page) => Space().Replace(File.ReadAllText(Repository.At(page)), " ");

    [GeneratedRegex(@"\s+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Space();
}
